using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RaceSafe.Analyzers.Tests.Verifier;

/// <summary>Finds calls of a method named <c>Bad</c>, and names the method that they stand in.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public class BadCallAnalyzer : DiagnosticAnalyzer
{
    private readonly DiagnosticDescriptor _descriptor;

    public BadCallAnalyzer() : this([]) { }

    protected BadCallAnalyzer(params string[] tags) =>
        _descriptor = new("TEST0001", "Bad call", "'{0}' calls Bad", "Test", DiagnosticSeverity.Warning, true, customTags: tags);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [_descriptor];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(Analyze, SyntaxKind.InvocationExpression);
    }

    protected virtual void Analyze(SyntaxNodeAnalysisContext context)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (call.Expression is not IdentifierNameSyntax { Identifier.Text: "Bad" }) return;
        var method = call.FirstAncestorOrSelf<MethodDeclarationSyntax>()!.Identifier;
        context.ReportDiagnostic(Diagnostic.Create(_descriptor, call.GetLocation(), [method.GetLocation()], method.Text));
    }
}

/// <summary>Cannot be silenced.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeafAnalyzer() : BadCallAnalyzer(WellKnownDiagnosticTags.NotConfigurable);

[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CrashingAnalyzer : BadCallAnalyzer
{
    protected override void Analyze(SyntaxNodeAnalysisContext context) => throw new InvalidOperationException("on purpose");
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.CodeFixes.Tests.Base;

/// <summary>A stand-in for a rule: hands <c>d[k]++</c>, and <c>d[k] = v + 1</c> right after <c>var v = d[k]</c>, to the fixes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public class UpdateAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = new("TEST1001", "Update", "Update", "Test", DiagnosticSeverity.Warning, true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptor];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(Increment, SyntaxKind.PostIncrementExpression);
        context.RegisterSyntaxNodeAction(Assignment, SyntaxKind.SimpleAssignmentExpression);
    }

    private void Increment(SyntaxNodeAnalysisContext context)
    {
        if (((PostfixUnaryExpressionSyntax)context.Node).Operand is ElementAccessExpressionSyntax entry) Report(context, Describe(entry));
    }

    private void Assignment(SyntaxNodeAnalysisContext context)
    {
        if (context.Node is not AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax entry, Right: BinaryExpressionSyntax } write) return;
        var block = (BlockSyntax)write.Parent!.Parent!;
        var load = block.Statements[block.Statements.IndexOf((StatementSyntax)write.Parent) - 1];
        Report(context, Describe(entry).At(FixRoles.Read, load.GetLocation()));
    }

    private static FixHandoff Describe(ElementAccessExpressionSyntax entry) => FixHandoff.None
        .At(FixRoles.Container, entry.Expression.GetLocation())
        .At(FixRoles.Key, entry.ArgumentList.Arguments[0].Expression.GetLocation());

    private protected virtual FixHandoff Offer(FixHandoff handoff) =>
        handoff.Offer(UseIncrementAsync.Name).Offer(UseIncrement.Name).Offer("AnotherProviders").Offer(UseInterlocked.Name);

    private protected virtual ImmutableDictionary<string, string?> Properties(FixHandoff handoff) => handoff.ToProperties();

    private void Report(SyntaxNodeAnalysisContext context, FixHandoff handoff)
    {
        handoff = Offer(handoff);
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, context.Node.GetLocation(), handoff.Locations, Properties(handoff)));
    }
}

/// <summary>Hands over less than it names.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IncompleteAnalyzer : UpdateAnalyzer
{
    private protected override ImmutableDictionary<string, string?> Properties(FixHandoff handoff) =>
        handoff.At(FixRoles.Branch, Location.None).ToProperties();
}

/// <summary>Has no cure to name.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CurelessAnalyzer : UpdateAnalyzer
{
    private protected override FixHandoff Offer(FixHandoff handoff) => handoff;
}

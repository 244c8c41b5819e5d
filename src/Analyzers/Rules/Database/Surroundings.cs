using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Safety.Databases;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>Where to look for what may prevent a race: around the load, the change and the save, in whatever methods they stand.</summary>
/// <param name="Scopes">The methods.</param>
/// <param name="Saves">The save, and every call that leads to it: who catches a failure of one catches what the database refuses.</param>
internal sealed record Surroundings(List<SyntaxNode> Scopes, List<SyntaxNode> Saves)
{
    public static Surroundings Of(RowFinding finding, RuleContext context)
    {
        var found = new Surroundings([], [finding.Save.Syntax, finding.Save.Operation.Syntax]);
        foreach (var reference in context.Method.DeclaringSyntaxReferences) found.Scopes.Add(reference.GetSyntax(context.Cancellation));
        foreach (var access in new[] { finding.Read, finding.Write, finding.Save })
            if (access.Syntax.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is { } method && !found.Scopes.Contains(method)) found.Scopes.Add(method);
        if (OnlyCall(context) is { } call && call.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is { } caller) found.Add(caller, call);
        foreach (var (runner, run) in context.Safety.Databases.Runners.Around(finding.Write.Operation.Syntax)) found.Add(runner, run);
        return found;
    }

    /// <summary>Rows are set up there, before anybody asks for them.</summary>
    public bool AreSetUp(RuleContext context) => DatabaseConfinement.SetUp(context.Method) is not null || Scopes.Any(scope =>
        (context.Safety.Databases.Compilation.GetSemanticModel(scope.SyntaxTree).GetDeclaredSymbol(scope, context.Cancellation) is IMethodSymbol method && DatabaseConfinement.SetUp(method) is not null)
        || DatabaseConfinement.Migrates(scope));

    private void Add(SyntaxNode method, SyntaxNode call)
    {
        Scopes.Add(method);
        Saves.Add(call);
    }

    /// <summary>The one call of a private method: what is around it is around all that the method does.</summary>
    private static InvocationExpressionSyntax? OnlyCall(RuleContext context)
    {
        if (context.Method is not { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary, ContainingType: var type }) return null;
        InvocationExpressionSyntax? only = null;
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            foreach (var name in reference.GetSyntax(context.Cancellation).DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (name.Identifier.ValueText != context.Method.Name) continue;
                if (only is not null || name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || !call.Expression.Contains(name)) return null;
                only = call;
            }
        }

        return only;
    }
}

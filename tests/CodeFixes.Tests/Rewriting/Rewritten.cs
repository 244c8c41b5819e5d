using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;

namespace RaceSafe.CodeFixes.Tests.Rewriting;

/// <summary>Carries out plans on a file, with no rule and no host around them.</summary>
internal static class Rewritten
{
    private static readonly DiagnosticDescriptor Descriptor = new("TEST2001", "t", "m", "Test", DiagnosticSeverity.Warning, true);

    /// <summary>Each plan sees the statement or expression that its text names.</summary>
    public static async Task<string> By(string source, params (string Text, Action<FixSite> Plan)[] plans)
    {
        using var workspace = new AdhocWorkspace();
        var document = workspace.AddProject("Test", LanguageNames.CSharp).AddDocument("Test.cs", source);
        var root = (await document.GetSyntaxRootAsync())!;
        var model = (await document.GetSemanticModelAsync())!;
        var made = plans.Select(plan =>
        {
            var where = Location.Create(root.SyntaxTree, new TextSpan(source.IndexOf(plan.Text, StringComparison.Ordinal), plan.Text.Length));
            var site = new FixSite(root, model, Diagnostic.Create(Descriptor, where), FixHandoff.None);
            plan.Plan(site);
            return new FixPlan(null!, "", site);
        }).ToList();
        var result = await Finish.Document(document, Merge.Apply(root, made).Root, default);
        return (await result.GetTextAsync()).ToString();
    }

    public static void Remove(FixSite site) => site.Remove(site.Write<StatementSyntax>()!);

    public static Action<FixSite> Insert(string statement) => site =>
        site.InsertBefore(site.Write<StatementSyntax>()!, _ => SyntaxFactory.ParseStatement(statement));

    /// <summary>Puts the present expression into a call.</summary>
    public static Action<FixSite> Wrap(string name) => site =>
    {
        var expression = site.Write<ExpressionSyntax>()!;
        site.Replace(expression, now => Call(name, now.Of(expression)));
    };

    /// <summary>Puts the expression into a call as it once was: what a careless rewrite does.</summary>
    public static Action<FixSite> WrapStale(string name) => site =>
    {
        var expression = site.Write<ExpressionSyntax>()!;
        site.Replace(expression, _ => Call(name, expression));
    };

    private static InvocationExpressionSyntax Call(string name, ExpressionSyntax argument) =>
        SyntaxFactory.InvocationExpression(SyntaxFactory.IdentifierName(name)).AddArgumentListArguments(Spelling.Value(argument));
}

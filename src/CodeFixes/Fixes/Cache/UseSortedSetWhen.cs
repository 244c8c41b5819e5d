using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>ZSCORE, none or a lesser one, then ZADD becomes ZADD GT, which keeps the greater; ZADD LT the lesser. Both add what is not there yet.</summary>
internal sealed class UseSortedSetWhen : Rewrite
{
    public override string Action => FixActions.UseSortedSetWhen;

    public override string? Plan(FixSite site)
    {
        if (CacheCall.Of(site, site.Write<InvocationExpressionSyntax>()) is not { Command: "SortedSetAdd", Statement: { } statement } write || !write.SaysOnly("key", "member", "score") || write["score"] is not { } score) return null;
        if (site.Model.Compilation.GetTypeByMetadataName("StackExchange.Redis.SortedSetWhen") is null || write.Syntax.ArgumentList.Arguments.Any(argument => argument.NameColon is not null)) return null;
        if (CacheCall.Of(site, site.Place<InvocationExpressionSyntax>(FixRoles.Read)) is not { Command: "SortedSetScore" } read || !read.IsOnSamePlace(write)) return null;
        var branch = (statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : statement.Parent) as IfStatementSyntax;
        if (branch is not { Else: null, Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } either }) return null;
        if (Surround.Before(branch) is not LocalDeclarationStatementSyntax { Parent: { } scope, Declaration.Variables: { Count: 1 } variables } reading || !CounterEdits.IsWhole(variables[0].Initializer?.Value, read)) return null;
        if (site.Model.GetDeclaredSymbol(variables[0]) is not ILocalSymbol best || Stretch.Uses(scope, best, site.Model).Any(use => !either.Span.Contains(use.Span))) return null;
        var counting = new Counting(read, site.Model, new(SymbolEqualityComparer.Default) { [best] = Counted.Raw });
        if (counting.SaysMissing(either.Left) != true || Kept(either.Right, best.Name, score) is not { } kept) return null;

        var when = site.Type("StackExchange.Redis", "SortedSetWhen." + kept);
        site.Remove(reading);
        site.Replace((StatementSyntax)branch, _ => statement.ReplaceNode(write.Syntax, write.Syntax.WithArgumentList(write.Syntax.ArgumentList.AddArguments(Argument(when)))));
        return $"Add with SortedSetWhen.{kept}";
    }

    /// <summary>Which of the two scores stays; null where the comparison is about something else.</summary>
    private static string? Kept(ExpressionSyntax condition, string best, ExpressionSyntax score)
    {
        if (condition is not BinaryExpressionSyntax comparison) return null;
        var isLeft = IsBest(comparison.Left, best) && AreEquivalent(comparison.Right, score);
        if (!isLeft && !(IsBest(comparison.Right, best) && AreEquivalent(comparison.Left, score))) return null;
        return comparison.Kind() switch
        {
            SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression => isLeft ? "GreaterThan" : "LessThan",
            SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression => isLeft ? "LessThan" : "GreaterThan",
            _ => null,
        };
    }

    private static bool IsBest(ExpressionSyntax side, string best) =>
        (side is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" } member ? member.Expression : side) is IdentifierNameSyntax name && name.Identifier.ValueText == best;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>
/// A value that is compared, then deleted: the delete is asked whether it was the one that deleted. <c>if (wrong) return no; Delete(key);</c> becomes
/// <c>if (wrong) return no; if (!Delete(key)) return no;</c>, and <c>if (right) { Delete(key); … }</c> becomes <c>if (right &amp;&amp; Delete(key)) { … }</c>.
/// </summary>
internal sealed class UseRemoveResult : Rewrite
{
    public override string Action => FixActions.UseRemoveResult;

    public override string? Plan(FixSite site)
    {
        if (CacheCall.Of(site, site.Write<InvocationExpressionSyntax>()) is not { Statement: { Parent: BlockSyntax block } statement } removal) return null;
        if (CacheCall.Of(site, site.Place<InvocationExpressionSyntax>(FixRoles.Read)) is not { } read || !read.IsOnSamePlace(removal) || Removed(site, read, removal) is not { } removed) return null;
        if (block.Span.Contains(read.Syntax.Span))
        {
            if (LeavingChecks.Between(read, statement, site.Model)?.Refusal() is not { } refusal) return null;
            site.Keep(refusal);
            site.Replace((StatementSyntax)statement, now => CounterEdits.If(Not(removed), now.Of(refusal), statement));
        }
        else
        {
            if (block is not { Statements.Count: > 1, Parent: IfStatementSyntax { Parent: BlockSyntax around } branch } || block.Statements[0] != statement || branch.Statement != block) return null;
            var earlier = around.Statements.TakeWhile(one => one != branch).SkipWhile(one => !one.Span.Contains(read.Syntax.Span));
            if (!around.Span.Contains(read.Syntax.Span) || !earlier.All(one => LeavingChecks.IsQuiet(one, read, site.Model)) || !new Repeatable(read.Syntax, site.Model).Is(branch.Condition)) return null;
            site.Replace(branch.Condition, now => ParseExpression($"{Both(now.Of(branch.Condition))} && {removed}"));
            site.Remove(statement);
        }

        return "Ask the removal whether it was the one";
    }

    /// <summary>An expression that removes, and is true for the one whose removal it was.</summary>
    private static ExpressionSyntax? Removed(FixSite site, CacheCall read, CacheCall removal)
    {
        if (!removal.SaysOnly("key", "hashField", "token")) return null;
        if (removal is { Kind: CacheKind.Redis, Command: "KeyDelete" or "HashDelete" }) return removal.IsDatabase(site) ? removal.Statement!.Expression.WithoutTrivia() : null;
        if (removal.Kind == CacheKind.Redis || !removal.HasRuntime(site)) return null;
        site.Import("RaceSafe");
        if (removal.Kind == CacheKind.Memory)
            return read.ValueType is { } type ? Spelling.Call(removal.Target, $"TryTake<{type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToMinimalDisplayString(site.Model, removal.Syntax.SpanStart)}>", Spelling.Value(removal.Key), Argument(ParseExpression("out _"))) : null;
        if (read.Name is not ("GetStringAsync" or "GetAsync") || !removal.IsAsync) return null;
        var take = removal.Syntax.WithExpression(removal.Member.WithName(IdentifierName(read.Name == "GetAsync" ? "TakeAsync" : "TakeStringAsync"))).WithoutTrivia();
        return ParseExpression($"{CounterEdits.Instead(removal.Statement!.Expression, take)} is not null");
    }

    private static ExpressionSyntax Not(ExpressionSyntax removed) =>
        removed is IsPatternExpressionSyntax ? ParseExpression(removed.ToString().Replace(" is not null", " is null")) : PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, removed);

    private static ExpressionSyntax Both(ExpressionSyntax condition) =>
        condition is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression } or ConditionalExpressionSyntax or AssignmentExpressionSyntax ? ParenthesizedExpression(condition) : condition;
}

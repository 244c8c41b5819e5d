using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Entries;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>The take itself says whether there was something: it becomes the condition in place of <c>Count</c> or <c>IsEmpty</c>.</summary>
internal sealed class UseTryTake : Rewrite
{
    public override string Action => FixActions.UseTryTake;

    public override string? Plan(FixSite site)
    {
        if (site.Write<InvocationExpressionSyntax>() is not { Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } take, Expression: MemberAccessExpressionSyntax { Expression: var queue } } call) return null;
        var index = block.Statements.IndexOf(take);
        if (index == 0 && (block.Parent as IfStatementSyntax)?.Condition is { } condition && Asks(condition, queue) is true) site.Replace(condition, now => now.Of(call));
        else if (index == 0 && (block.Parent as WhileStatementSyntax)?.Condition is { } loop && Asks(loop, queue) is true) site.Replace(loop, now => now.Of(call));
        else if (index > 0 && block.Statements[index - 1] is IfStatementSyntax { Else: null } early && Asks(early.Condition, queue) is false && Leaves(early.Statement))
            site.Replace(early.Condition, now => SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, now.Of(call)));
        else return null;
        site.Remove(take);
        return $"Use the result of {((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.ValueText}";
    }

    /// <summary>True when the condition says that there is something, false when it says that there is nothing.</summary>
    private static bool? Asks(ExpressionSyntax condition, ExpressionSyntax queue)
    {
        switch (EntryShape.Bare(condition))
        {
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not: return !Asks(not.Operand, queue);
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsEmpty" } empty when EntryShape.Same(empty.Expression, queue): return false;
            case BinaryExpressionSyntax { Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" } count, Right: LiteralExpressionSyntax { Token.ValueText: "0" } } compare
                when EntryShape.Same(count.Expression, queue):
                return compare.Kind() switch
                {
                    SyntaxKind.GreaterThanExpression or SyntaxKind.NotEqualsExpression => true,
                    SyntaxKind.EqualsExpression or SyntaxKind.LessThanOrEqualExpression => false,
                    _ => null,
                };
            default: return null;
        }
    }

    private static bool Leaves(StatementSyntax statement) => (statement is BlockSyntax { Statements: { Count: > 0 } statements } ? statements.Last() : statement) is
        ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax;
}

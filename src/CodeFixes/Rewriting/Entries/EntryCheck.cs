using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Entries;

/// <summary>An <c>if</c> that asks whether an entry is missing, and the write that it lets through.</summary>
/// <param name="Branch">The statement.</param>
/// <param name="Write">The write.</param>
/// <param name="Value">What it puts.</param>
/// <param name="Found">The variable of <c>TryGetValue</c>, if that is what asks.</param>
/// <param name="Inside">The write stands in the branch; false: behind an early exit.</param>
internal sealed record EntryCheck(IfStatementSyntax Branch, ExpressionStatementSyntax Write, ExpressionSyntax Value, ExpressionSyntax? Found, bool Inside)
{
    /// <summary>The statements of the branch.</summary>
    public IReadOnlyList<StatementSyntax> Body => Branch.Statement is BlockSyntax block ? block.Statements : [Branch.Statement];

    public static EntryCheck? Of(FixSite site, EntryShape entry)
    {
        if (site.Write<ExpressionSyntax>() is not { Parent: ExpressionStatementSyntax statement } write) return null;
        var value = write is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment ? assignment.Right
            : entry.AsCall(write, "TryAdd") is { ArgumentList.Arguments: { Count: 2 } arguments } ? arguments[1].Expression : null;
        if (value is null || value.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax)) return null;
        var holder = statement.Parent is BlockSyntax block ? block : (Microsoft.CodeAnalysis.SyntaxNode)statement;
        if (holder.Parent is IfStatementSyntax around && around.Statement == holder && Missing(around.Condition, entry, out var found) is true)
            return new(around, statement, value, found, true);
        if (Previous(statement) is IfStatementSyntax { Else: null } early && Missing(early.Condition, entry, out found) is false && Leaves(early.Statement))
            return new(early, statement, value, found, false);
        return null;
    }

    /// <summary>True when the condition holds for a missing entry, false when it holds for a present one, null when it asks something else.</summary>
    private static bool? Missing(ExpressionSyntax condition, EntryShape entry, out ExpressionSyntax? found)
    {
        found = null;
        var bare = EntryShape.Bare(condition);
        var negated = bare is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression };
        if (negated) bare = EntryShape.Bare(((PrefixUnaryExpressionSyntax)bare!).Operand);
        if (entry.AsCall(bare, "ContainsKey") is not null) return negated;
        if (entry.AsCall(bare, "TryGetValue") is not { ArgumentList.Arguments: { Count: 2 } arguments }) return null;
        found = arguments[1].Expression;
        return negated;
    }

    private static StatementSyntax? Previous(StatementSyntax statement)
    {
        if (statement.Parent is not BlockSyntax block) return null;
        var index = block.Statements.IndexOf(statement);
        return index > 0 ? block.Statements[index - 1] : null;
    }

    private static bool Leaves(StatementSyntax statement) => (statement is BlockSyntax { Statements: { Count: > 0 } statements } ? statements.Last() : statement) is
        ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax or YieldStatementSyntax { RawKind: (int)SyntaxKind.YieldBreakStatement };
}

using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Rows;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Database;

/// <summary>
/// A limit or a state that is checked on the loaded row goes into the WHERE of the statement that changes it. The check in memory stays as the early
/// answer; when the statement changes no row, somebody was faster, and the answer is the same as if the check had failed.
/// </summary>
internal sealed class UseConditionalUpdate : Rewrite
{
    public override string Action => FixActions.UseConditionalUpdate;

    public override string? Plan(FixSite site)
    {
        if (RowChange.Of(site) is not { } change) return null;
        var update = new RowUpdate(site, change);
        if (!update.CanUpdate || RowLimits.Condition(change) is not { } condition || !Reads(change, out var reload)) return null;
        return (change.Around is { } around ? Positive(site, change, update, around, condition, reload) : Negative(site, change, update, condition, reload))
            ? $"Check the condition in {(update.IsAsync ? "ExecuteUpdateAsync" : "ExecuteUpdate")}"
            : null;
    }

    private static bool Negative(FixSite site, RowChange change, RowUpdate update, ExpressionSyntax condition, bool reload)
    {
        if (RowLimits.Refusal(change) is not { } refusal) return false;
        var statements = new List<StatementSyntax>
        {
            RowUpdate.Declare(update.Affected, update.Execute(condition)),
            RowUpdate.If(RowRewrite.IsZero(update.Affected), refusal.Statement.Statement, refusal.Statement),
        };
        if (reload) statements.Add(update.Reload());
        return RowRewrite.Put(site, change, update, change.Changes, [.. statements]);
    }

    /// <summary><c>if (row.Left > 0) { row.Left--; save; … }</c>: the rest of the branch runs only if the statement did.</summary>
    private static bool Positive(FixSite site, RowChange change, RowUpdate update, IfStatementSyntax around, ExpressionSyntax condition, bool reload)
    {
        if (change.SavesMore || reload || change.SaveStatement is not ExpressionStatementSyntax || change.Guards.Any(guard => guard.Conditions.Any(change.Conditions.Mentions))) return false;
        var own = new HashSet<StatementSyntax>(change.Changes.Select(column => (StatementSyntax)column.Statement)) { change.SaveStatement };
        if (((BlockSyntax)around.Statement).Statements.All(own.Contains))
            return RowRewrite.Put(site, change, update, change.Changes, RowUpdate.Statement(update.Execute(condition)));
        if (change.SaveStatement.Parent != around.Statement || !((BlockSyntax)around.Statement).Statements.Take(own.Count).All(own.Contains)) return false;
        site.Replace(around.Condition, now => BinaryExpression(
            SyntaxKind.LogicalAndExpression, Conditions.Operand(now.Of(around.Condition)),
            BinaryExpression(SyntaxKind.GreaterThanExpression, update.Execute(condition), LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(0)))));
        foreach (var statement in own) site.Remove(statement);
        return true;
    }

    /// <summary>
    /// Later readers of the row in memory see what it was: a state is loaded again for them, a count of others must not be taken for the own one.
    /// </summary>
    private static bool Reads(RowChange change, out bool reload)
    {
        reload = false;
        foreach (var use in change.OtherUses)
        {
            if (use.SpanStart < change.Changes[0].Statement.SpanStart) continue;
            var column = use.Parent is MemberAccessExpressionSyntax access && access.Expression == use ? access.Name.Identifier.ValueText : null;
            foreach (var set in change.Changes)
            {
                if (column is not null && column != set.Column.Name) continue;
                if (set.Computed is not null || !change.Load.IsTracked) return false;
                reload = true;
            }
        }

        return true;
    }
}

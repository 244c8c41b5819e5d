using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Rows;

namespace RaceSafe.CodeFixes.Fixes.Database;

/// <summary>
/// Load, change, save becomes one UPDATE that computes in the database, when nobody needs the loaded row for anything else. A missing row is told by
/// the number of rows that the statement changed.
/// </summary>
internal sealed class UseExecuteUpdate : Rewrite
{
    public override string Action => FixActions.UseExecuteUpdate;

    public override string? Plan(FixSite site)
    {
        if (RowChange.Of(site) is not { } change || change.OtherUses.Count > 0 || change.Guards.Count > 0 || change.AroundConditions.Count > 0) return null;
        var update = new RowUpdate(site, change);
        if (!update.CanUpdate) return null;
        if (change.Around is { } around) return InBranch(site, change, update, around) ? Title(update) : null;
        site.Remove(change.Load.Statement);
        if (change.Missing is { } missing) site.Remove(missing);
        var done = RowRewrite.Put(site, change, update, change.Changes, RowUpdate.Declare(update.Affected, update.Execute()), RowRewrite.OnMissing(change, RowRewrite.IsZero(update.Affected))!);
        return done ? Title(update) : null;
    }

    /// <summary><c>if (row != null) { row.Votes++; save; }</c>: no row, nothing to do, and the statement does nothing then.</summary>
    private static bool InBranch(FixSite site, RowChange change, RowUpdate update, IfStatementSyntax around)
    {
        var isWhole = around.Statement is BlockSyntax block && block.Statements.All(one => one == change.SaveStatement || change.Changes.Any(column => column.Statement == one));
        if (!isWhole || change.SavesMore || change.Missing is not null || change.Load.Otherwise is not null || change.SaveStatement is not ExpressionStatementSyntax) return false;
        site.Remove(change.Load.Statement);
        site.Replace(around, _ => RowUpdate.Statement(update.Execute()));
        if (change.SaveStatement.Parent != around.Statement) site.Remove(change.SaveStatement);
        return true;
    }

    private static string Title(RowUpdate update) => update.IsAsync ? "Use ExecuteUpdateAsync" : "Use ExecuteUpdate";
}

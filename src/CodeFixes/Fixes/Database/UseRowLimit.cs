using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Rows;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Database;

/// <summary>
/// <c>if (e.Taken >= e.Capacity) return …; e.Taken++;</c> becomes the runtime's increment with a limit, which refuses what would exceed it and puts the
/// new value into the loaded row.
/// </summary>
internal sealed class UseRowLimit : Rewrite
{
    public override string Action => FixActions.UseRowLimit;

    public override string? Plan(FixSite site)
    {
        if (RowChange.Of(site) is not { Around: null, Load.IsTracked: true } change || change.SaveStatement is not ExpressionStatementSyntax) return null;
        var update = new RowUpdate(site, change);
        if (!update.CanIncrement || change.OnlySum is not { } column || !UseRowIncrement.IsSupported(column.Column.Type, site)) return null;
        if (RowLimits.Refusal(change) is not { } refusal || RowLimits.Limit(change, refusal, column) is not { } limit) return null;
        var others = change.Guards.Any(guard => guard != refusal && guard.Conditions.Any(change.Conditions.Mentions));
        var condition = others ? RowLimits.Condition(change, refusal) : null;
        if (others && condition is null) return null;
        var refused = MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, ParenthesizedExpression(update.Increment(column, condition, limit)), IdentifierName("IsRefused"));
        return RowRewrite.Put(site, change, update, [column], RowUpdate.If(refused, refusal.Statement.Statement, refusal.Statement)) ? "Use TryIncrementAsync" : null;
    }
}

using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Rules.Database.ChangedRows;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.Sql;

/// <summary>A state that one statement selects and another sets.</summary>
internal static class SqlStates
{
    /// <summary>
    /// A state was selected and compared, and the statement gives another: <c>SET status = 'paid'</c>; or nobody was found in a column, and the statement
    /// puts somebody there.
    /// </summary>
    public static RowFinding? Find(Hazard hazard, RuleContext context)
    {
        if (hazard.Pattern != HazardPattern.CheckThenAct || hazard.Overlap != Overlap.Same || hazard.Write is not { Imported: null, Kind: AccessKind.Write } || hazard.Read.Imported is not null) return null;
        if (hazard.Write.Spec.Statement is not { Verb: SqlVerb.Update } update || hazard.Read.Spec.Statement is not { Verb: SqlVerb.Select } query) return null;
        foreach (var (column, value) in update.Sets)
        {
            if (!query.Sets.Any(selected => selected.Column == column || selected.Column == "*")) continue;
            foreach (var decision in Decisions.Between(hazard.Read, hazard.Write))
            {
                if (IsName(value) ? States.IsCompared(decision.Condition) : SqlClaims.FillsEmpty(hazard, decision, column, value, context)) return Judgement.Of(Change(hazard.Read, hazard.Write, update, column, context), hazard, context);
            }
        }

        return null;
    }

    /// <summary>
    /// A row was picked by its state, and the statement gives it another: <c>SELECT id FROM jobs WHERE state = 'queued' …</c>, then
    /// <c>UPDATE jobs SET state = 'running' WHERE id = @id</c>.
    /// </summary>
    public static RowFinding? FindPicked(Access write, RuleContext context)
    {
        if (write is not { Imported: null, Kind: AccessKind.Write, Spec.Statement: { Verb: SqlVerb.Update } update }) return null;
        foreach (var read in context.Flow.ReadsIn(write.Value.Origins))
        {
            if (read is not { Imported: null, Kind: AccessKind.Read, Spec.Statement: { Verb: SqlVerb.Select } query } || query.Table != update.Table || !GivesOne(read)) continue;
            var condition = query.Condition.Split(' ');
            foreach (var (column, value) in update.Sets)
                if (IsTransition(condition, column, value) || (SqlClaims.IsMark(condition, column, value) && SqlClaims.IsTaken(read, write, column, context))) return Judgement.Of(Change(read, write, update, column, context), null, context);
        }

        return null;
    }

    private static RowFinding Change(Access read, Access write, SqlStatement update, string column, RuleContext context) =>
        new(RowRace.StateChange, read, write, write, context.Safety.Databases.Compilation.ObjectType, null, Outcome.Racy, null) { Rows = $"{update.Table}.{column}" };

    /// <summary>The query asks for one named state of the column, and the statement writes another.</summary>
    private static bool IsTransition(string[] condition, string column, string value)
    {
        if (!IsName(value)) return false;
        for (var i = 0; i + 2 < condition.Length; i++)
            if (condition[i] == column && condition[i + 1] == "=" && IsName(condition[i + 2]) && condition[i + 2] != value) return true;
        return false;
    }

    private static bool IsName(string value) => value.StartsWith("'", StringComparison.Ordinal);

    private static bool GivesOne(Access read) => read.Spec.Statement!.IsOfOneRow || read.Operation is IInvocationOperation { TargetMethod.Name: var name } && (name.Contains("Scalar") || name.Contains("First") || name.Contains("Single"));
}

using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>A state that one statement selects and another sets.</summary>
internal static class SqlStates
{
    /// <summary>A state was selected and compared, and the statement gives another: <c>SET status = 'paid'</c>.</summary>
    public static RowFinding? Find(Hazard hazard, RuleContext context)
    {
        if (hazard.Pattern != HazardPattern.CheckThenAct || hazard.Overlap != Overlap.Same || hazard.Write is not { Imported: null, Kind: AccessKind.Write } || hazard.Read.Imported is not null) return null;
        if (hazard.Write.Spec.Statement is not { Verb: SqlVerb.Update } update || hazard.Read.Spec.Statement is not { Verb: SqlVerb.Select } query) return null;
        foreach (var (column, value) in update.Sets)
        {
            if (!value.StartsWith("'", StringComparison.Ordinal) || !query.Sets.Any(selected => selected.Column == column || selected.Column == "*")) continue;
            foreach (var decision in hazard.Write.Frame.DecisionsFor(hazard.Write.Block))
            {
                if ((decision.Origins & hazard.Read.ReadBit) == 0 || !States.IsCompared(decision.Condition)) continue;
                return Judgement.Of(new(RowRace.StateChange, hazard.Read, hazard.Write, hazard.Write, context.Safety.Databases.Compilation.ObjectType, null, Outcome.Racy, null) { Rows = $"{update.Table}.{column}" }, hazard, context);
            }
        }

        return null;
    }
}

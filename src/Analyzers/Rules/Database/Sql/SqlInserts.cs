using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Rules.Database.NewRows;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.Sql;

/// <summary>A row is inserted by SQL because an earlier query found none, or few enough, or because an update found none to change.</summary>
internal static class SqlInserts
{
    public static RowFinding? Find(Hazard hazard, RuleContext context)
    {
        if (hazard.Pattern != HazardPattern.CheckThenAct || hazard.Write.Kind != AccessKind.Add) return null;
        if (hazard.Write.Spec.Statement is not { Verb: SqlVerb.Insert } insert || hazard.Read.Spec.Statement is not { Verb: SqlVerb.Select or SqlVerb.Update } query) return null;
        if (Existence.Asked(hazard) is not { } race || (race == RowRace.InsertIfAbsent && !IsSameRow(query, insert))) return null;
        var finding = new RowFinding(race, hazard.Read, hazard.Write, hazard.Write, context.Safety.Databases.Compilation.ObjectType, null, Outcome.Racy, null) { Rows = insert.Table };
        return Judgement.Of(finding, hazard, context);
    }

    /// <summary>The inserted row has the columns that the query compares.</summary>
    private static bool IsSameRow(SqlStatement query, SqlStatement insert)
    {
        var words = query.Condition.Split(' ');
        var found = false;
        for (var i = 0; i + 1 < words.Length; i++)
        {
            if (query.Verb == SqlVerb.Update && IsOtherComparison(words[i + 1])) return false; // none was changed since the row was not as expected
            if (words[i + 1] != "=") continue;
            found = true;
            if (!insert.Sets.Any(set => set.Column == words[i])) return false;
        }

        return found;
    }

    private static bool IsOtherComparison(string word) => word is "<" or ">" or "is" or "!" or "in" or "like" or "between";
}

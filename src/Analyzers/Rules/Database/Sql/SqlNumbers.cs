using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.Sql;

/// <summary>A row is inserted by SQL under a number that an earlier statement computed: <c>SELECT MAX(number) + 1 FROM invoices</c>.</summary>
internal static class SqlNumbers
{
    public static RowFinding? Find(Access write, RuleContext context)
    {
        if (write.Kind != AccessKind.Add || write.Spec.Statement is not { Verb: SqlVerb.Insert } insert) return null;
        foreach (var read in context.Flow.ReadsIn(write.Value.Origins))
        {
            if (read.Spec.Statement is not { Verb: SqlVerb.Select, Greatest: { } column } query || query.Table != insert.Table || !insert.Sets.Any(set => set.Column == column)) continue;
            if (!query.IsStepped && !new DerivedNames(read.Operation.Syntax, isStepped: false).IsStepped) continue;
            return Judgement.Of(new(RowRace.NextNumber, read, write, write, context.Safety.Databases.Compilation.ObjectType, null, Outcome.Racy, null) { Rows = $"{insert.Table}.{column}" }, null, context);
        }

        return null;
    }

    /// <summary>
    /// One statement looks up the greatest number and writes the next: at the default isolation two of them look before either writes. Only a
    /// unique index refuses the second.
    /// </summary>
    public static RowFinding? FindWithin(Access write, RuleContext context)
    {
        if (write is not { Imported: null, Spec.Statement: { NextOf: { } column } statement } || SqlDialects.MayBeSerial(write, context.Safety.Databases.Compilation)) return null;
        var finding = new RowFinding(RowRace.NextNumber, write, write, write, context.Safety.Databases.Compilation.ObjectType, null, Outcome.Racy, null) { Rows = $"{statement.Table}.{column}" };
        return Judgement.Of(finding, null, context) is null ? null : finding with { Outcome = Outcome.Doubtful, Guard = new("a unique index cannot be seen in SQL text", null) };
    }
}

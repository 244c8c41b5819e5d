namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>RACE3003: rows are counted, compared with a limit, then one is added.</summary>
internal sealed class LimitCheckedThenInserted() : RowRule(
    "RACE3003",
    "Rows are counted against a limit, then one is inserted",
    "Two requests can both see room for '{0}' on line {1} before either saves on line {2}; the limit is exceeded{3}",
    "Each request counts the rows that are there, not those that others are about to insert. Two that arrive together both find the last place free.")
{
    protected override bool Claims(RowFinding finding) => finding is { Race: RowRace.InsertUnderLimit, Outcome: Outcome.Racy or Outcome.Doubtful };
}

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>RACE3002: a row is looked for, then added.</summary>
internal sealed class ExistenceCheckedThenInserted() : RowRule(
    "RACE3002",
    "Existence is checked, then a row is inserted",
    "Two requests can both find no '{0}' on line {1} before either saves on line {2}; the row is inserted twice{3}",
    "Between the query and the insert another request can insert the same row. Only a unique index, or one statement that does both, prevents the second.")
{
    protected override bool Claims(RowFinding finding) => finding is { Race: RowRace.InsertIfAbsent, Outcome: Outcome.Racy or Outcome.Doubtful };
}

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>RACE3005: a row is selected, a value computed, and the row updated by a second statement of SQL.</summary>
internal sealed class SelectedThenUpdated() : RowRule(
    "RACE3005",
    "Row is selected, changed and updated by two statements",
    "Another request can change '{0}' between the query on line {1} and this update; its update is lost{3}",
    "The value that the update writes was computed from an earlier query. Whatever another request wrote in between is overwritten.")
{
    protected override bool Claims(RowFinding finding) => finding is { Race: RowRace.SqlUpdate, Outcome: Outcome.Racy or Outcome.Doubtful };
}

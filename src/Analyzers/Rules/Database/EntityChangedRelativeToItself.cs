namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>RACE3001: a column gets a value computed from what was loaded.</summary>
internal sealed class EntityChangedRelativeToItself() : RowRule(
    "RACE3001",
    "Entity is loaded, changed relative to itself and saved",
    "Another request can change '{0}' between the load on line {1} and {4} on line {2}; its update is lost{3}",
    "The new value is computed in memory from the value that was loaded. Whatever another request saved in between is overwritten.")
{
    protected override bool Claims(RowFinding finding) => finding is { Race: RowRace.RelativeChange, Outcome: Outcome.Racy or Outcome.Doubtful };
}

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>RACE3004: the state of a row is looked at, then changed.</summary>
internal sealed class StateCheckedThenChanged() : RowRule(
    "RACE3004",
    "State is checked, then changed",
    "Another request can change '{0}' between the load on line {1} and {4} on line {2}; both act on the same state{3}",
    "Two requests load the same state, both find that the transition is allowed, and both carry it out.")
{
    protected override bool Claims(RowFinding finding) => finding is { Race: RowRace.StateChange, Outcome: Outcome.Racy or Outcome.Doubtful };
}

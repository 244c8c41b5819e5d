namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>RACE3008: a set-based update writes a value that was loaded earlier.</summary>
internal sealed class StaleValueInUpdateStatement() : RowRule(
    "RACE3008",
    "Set-based update writes a value loaded earlier",
    "Another request can change '{0}' between the load on line {1} and this statement; its update is lost{3}",
    "The statement is atomic, but the value it writes was computed from an earlier load. Compute it in the statement instead.")
{
    protected override bool Claims(RowFinding finding) => finding is { Race: RowRace.StaleSetBased, Outcome: Outcome.Racy or Outcome.Doubtful };
}

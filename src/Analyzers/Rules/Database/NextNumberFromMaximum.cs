namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>RACE3006: the next number is computed from the rows that are there.</summary>
internal sealed class NextNumberFromMaximum() : RowRule(
    "RACE3006",
    "Next number is computed from the greatest or the count",
    "Two requests can read the same maximum on line {1} before either saves on line {2}; '{0}' is given out twice{3}",
    "The greatest number, or the number of rows, is the same for every request that asks before the next row is inserted.")
{
    protected override bool Claims(RowFinding finding) => finding is { Race: RowRace.NextNumber, Outcome: Outcome.Racy or Outcome.Doubtful };
}

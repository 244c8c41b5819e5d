namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>RACE3007: there is a transaction around a race, and it does not help.</summary>
internal sealed class TransactionThatDoesNotProtect() : RowRule(
    "RACE3007",
    "Transaction does not protect what it wraps",
    "Another request can change '{0}' between the read on line {1} and the save on line {2}{3}",
    "At the default isolation two transactions can read the same rows and both write. It takes a lock on the row, an isolation level that refuses the second, or one statement.")
{
    protected override bool Claims(RowFinding finding) => finding.Outcome == Outcome.WeakTransaction;
}

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>RACE3009: the database refuses the second writer, and nobody deals with that.</summary>
internal sealed class ConflictNotHandled() : RowRule(
    "RACE3009",
    "Concurrency conflict is never handled",
    "When another request changes '{0}' between line {1} and the save on line {2}, the save fails and nobody handles the conflict{3}",
    "A concurrency token or a serializable transaction turns a lost update into an exception. Reload and try again, or tell the user.")
{
    protected override bool Claims(RowFinding finding) => finding.Outcome is Outcome.Unhandled or Outcome.Mishandled;

    /// <summary>An exception that nobody catches reaches the caller, and nothing is lost but the request.</summary>
    protected override bool IsSure(RowFinding finding) => finding.Outcome == Outcome.Mishandled;
}

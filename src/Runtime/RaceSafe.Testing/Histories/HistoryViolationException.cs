namespace RaceSafe.Testing;

/// <summary>What was recorded cannot have come about if the promise was kept.</summary>
/// <param name="message">Which records contradict each other.</param>
public sealed class HistoryViolationException(string message) : Exception(message);

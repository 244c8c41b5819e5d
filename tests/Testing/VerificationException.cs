namespace RaceSafe.Testing.Analyzers;

/// <summary>The code under test does not do what the test says; the message is the report.</summary>
public sealed class VerificationException(string message) : Exception(message);

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>RACE1010: a field that several threads use is read, changed and written back.</summary>
internal sealed class SharedFieldUpdate() : FieldRule(
    "RACE1010",
    "Shared field or property is updated non-atomically",
    "Two threads can read '{0}' before either writes it back, so one update is lost; {1}",
    "Reading a field, computing and writing it back are three steps. Two threads that take them at the same time write the same value, and one update is lost.");

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>RACE2004: a Redis hash, set, list or sorted set is checked or read, then changed.</summary>
internal sealed class StructureChanged() : CacheRule(
    CacheRace.StructureChanged,
    "RACE2004",
    "Redis hash, set, list or sorted set is read or checked, then changed",
    "Redis key '{0}' can be changed by {2} between the read on line {1} and this command, which relies on it",
    "Each command is atomic, two commands are not: what the first one saw may be different when the second runs.");

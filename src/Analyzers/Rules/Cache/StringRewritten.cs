namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>RACE2002: a Redis string is read, changed and set.</summary>
internal sealed class StringRewritten() : CacheRule(
    CacheRace.StringRewritten,
    "RACE2002",
    "Redis string is read, changed and set",
    "Redis key '{0}' can be changed by {2} between the read on line {1} and this write; its update is lost",
    "GET and SET are two commands. Whatever another client wrote in between is overwritten.");

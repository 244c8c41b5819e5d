namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>RACE2001: a cache entry is read, changed and written back.</summary>
internal sealed class EntryRewritten() : CacheRule(
    CacheRace.EntryRewritten,
    "RACE2001",
    "Cache entry is read, changed and written back",
    "Cache entry '{0}' can be changed by {2} between the read on line {1} and this write; its update is lost",
    "Reading an entry, computing and writing it back are separate calls. Whatever somebody else wrote in between is overwritten.");

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>RACE2006: a value that is good for one use is read, then deleted.</summary>
internal sealed class ValueTaken() : CacheRule(
    CacheRace.TakenOnce,
    "RACE2006",
    "One-time value is read, then deleted",
    "'{0}' can be read by {2} between the read on line {1} and this delete; both use the same one-time value",
    "A code, token or message that is good for one use must be read and deleted in one step, or two callers use it.");

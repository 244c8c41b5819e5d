using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;

namespace RaceSafe.Analyzers.Hazards;

/// <summary>What a race looks like.</summary>
internal enum HazardPattern
{
    /// <summary>The written value depends on a read that somebody else may have made stale.</summary>
    LostUpdate,

    /// <summary>Whether the write happens depends on a read that somebody else may have made stale.</summary>
    CheckThenAct,

    /// <summary>A compare-and-set on what was read, whose outcome nobody looks at: when it fails, the update is lost.</summary>
    DroppedCompareAndSet,

    /// <summary>An add or take that says whether it succeeded, after a check, with nobody listening: the check is taken for the answer.</summary>
    DroppedOutcome,

    /// <summary>An entry is taken for what was read in it, and what is taken in the end is not looked at.</summary>
    UnseenTake,

    /// <summary>A key made from the number of entries: two that count at the same time make the same one.</summary>
    KeyFromCount,

    /// <summary>The write happens either way, and what was read before it decides what is done after it.</summary>
    UsedLater,

    /// <summary>Everything that is there is read, and then thrown away: what came in between goes with it.</summary>
    Drained,

    /// <summary>An object that a store gave out is changed in place, where others hold it too.</summary>
    ChangedInPlace,
}

/// <summary>A read and a dependent write that somebody else can get between.</summary>
/// <param name="Pattern">What it looks like.</param>
/// <param name="Read">The read.</param>
/// <param name="Write">The write that depends on it.</param>
/// <param name="Overlap">Whether they are the same entry, or an entry and its container.</param>
internal sealed record Hazard(HazardPattern Pattern, Access Read, Access Write, Overlap Overlap);

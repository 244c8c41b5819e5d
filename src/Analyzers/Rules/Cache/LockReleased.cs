using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>RACE2007: a lock is compared with the own token, then deleted.</summary>
internal sealed class LockReleased() : CacheRule(
    CacheRace.LockReleased,
    "RACE2007",
    "Lock is released by comparing, then deleting",
    "The lock '{0}' can expire and be taken by {2} between the comparison on line {1} and this delete, which then deletes the other one's lock",
    "Between the comparison and the delete the lease can end and somebody else can take the lock. The delete removes that one.")
{
    protected override FixHandoff Offer(FixHandoff handoff, Hazard hazard, RuleContext context) =>
        hazard is { Read: { Imported: null, Place.Store: StoreKind.Redis }, Write.Imported: null } ? handoff.Offer(FixActions.UseLockRelease) : handoff;
}

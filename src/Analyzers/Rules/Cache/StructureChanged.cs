using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>RACE2004: a Redis hash, set, list or sorted set is checked or read, then changed.</summary>
internal sealed class StructureChanged() : CacheRule(
    CacheRace.StructureChanged,
    "RACE2004",
    "Redis hash, set, list or sorted set is read or checked, then changed",
    "Redis key '{0}' can be changed by {2} between the read on line {1} and this command, which relies on it",
    "Each command is atomic, two commands are not: what the first one saw may be different when the second runs.")
{
    protected override FixHandoff Offer(FixHandoff handoff, Hazard hazard, RuleContext context)
    {
        handoff = base.Offer(handoff, hazard, context);
        var isScore = hazard.Write.Spec.Shape == RedisTable.SortedSet && CacheFixes.AreTogether(hazard.Read, hazard.Write);
        return isScore && CacheFixes.HasNewerCommands(context) ? handoff.Offer(FixActions.UseSortedSetWhen) : handoff;
    }
}

using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>RACE2011: an object that an in-memory cache gave out is changed in place.</summary>
internal sealed class SharedObjectChanged() : HazardRule(
    "RACE2011",
    "Object from an in-memory cache is changed in place",
    "'{0}' belongs to the object that the cache gave out on line {1}: every request that reads this entry holds the same object and sees it change",
    "An in-memory cache keeps references, not copies. Changing the object changes it for all who hold it, at the same time and without a lock.")
{
    protected override bool Claims(Hazard hazard, RuleContext context) =>
        hazard.Pattern == HazardPattern.ChangedInPlace && hazard.Write.Place.Store == StoreKind.MemoryCache;

    protected override void Report(Hazard hazard, RuleContext context) => context.Report(
        Descriptor, hazard.Write, Handoffs.For(hazard), Names.Of(hazard.Write), Names.Line(hazard.Read));
}

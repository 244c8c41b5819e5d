using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>RACE1002: a concurrent collection is asked, and then changed as if the answer still held.</summary>
internal sealed class ConcurrentCollectionCheckThenAct() : HazardRule(
    "RACE1002",
    "Concurrent collection is checked, then changed",
    "Another thread can change '{0}' between the check on line {1} and this call; both can pass the check",
    "Each call on a concurrent collection is atomic, two calls are not: what the check saw may be different when the second call runs.")
{
    protected override bool Claims(Hazard hazard, RuleContext context) =>
        hazard.Pattern == HazardPattern.CheckThenAct
        && hazard.Write.Spec is { Store: StoreKind.ConcurrentCollection, Kind: AccessKind.Write or AccessKind.Add }
        && hazard.Read.Kind is AccessKind.Check or AccessKind.Count or AccessKind.Read;

    protected override void Report(Hazard hazard, RuleContext context) => context.Report(
        Descriptor, hazard.Write, Handoffs.For(hazard), Names.Of(hazard.Write), Names.Line(hazard.Read));
}

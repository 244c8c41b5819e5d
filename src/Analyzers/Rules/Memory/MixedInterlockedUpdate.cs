using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>RACE1012: a field is updated with Interlocked elsewhere, and plainly here.</summary>
internal sealed class MixedInterlockedUpdate() : FieldRule(
    "RACE1012",
    "Field is updated with Interlocked elsewhere, plainly here",
    "An Interlocked update of '{0}' can come between this read and this write and is lost; {1}",
    "Interlocked protects an update only from other Interlocked updates. A plain update reads, and writes over whatever Interlocked did in between.")
{
    protected override bool Claims(Hazard hazard, RuleContext context) =>
        (base.Claims(hazard, context) && hazard.Write is { Kind: AccessKind.Write, Member: { } member } && context.Safety.Sharing.Interlocked(member) is not null)
        || Drains.IsOfCounter(hazard, context);
}

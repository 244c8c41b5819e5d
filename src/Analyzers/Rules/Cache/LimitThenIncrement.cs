using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>RACE2008: a limit is checked on an earlier read, then the counter is incremented and nobody looks at the result.</summary>
internal sealed class LimitThenIncrement() : Rule(
    "RACE2008",
    "Limit is checked before the counter is incremented",
    "'{0}' can be incremented by {2} between the check on line {1} and this increment, whose result is ignored; the limit is exceeded",
    "The increment is atomic, the check before it is not part of it: any number of callers can pass the check before the first of them increments.")
{
    public override void Examine(RuleContext context)
    {
        foreach (var increment in context.Flow.Accesses)
        {
            if (increment.Kind != AccessKind.Update || !CacheRaces.IsCache(increment) || increment.Source.ResultIsUsed) continue;
            foreach (var read in context.Flow.ReadsIn(increment.ControlReads))
            {
                if (read.Kind is not (AccessKind.Read or AccessKind.Count) || read.Place.With(increment.Place) != Overlap.Same || !Limits.IsOn(read, increment)) continue;
                var hazard = new Hazard(HazardPattern.DroppedOutcome, read, increment, Overlap.Same);
                if (context.IsReported(hazard) || context.WhySilent(hazard) is not null) continue;
                var handoff = Handoffs.For(hazard);
                if (CacheFixes.AreTogether(read, increment)) handoff = handoff.Offer(FixActions.UseCacheTryIncrement);
                context.Report(Descriptor, increment, handoff, CacheNames.Of(increment), Names.Line(read), CacheNames.Others(increment));
                break;
            }
        }
    }
}

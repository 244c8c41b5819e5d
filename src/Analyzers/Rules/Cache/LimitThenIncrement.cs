using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Safety.Guarded;
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
        foreach (var hazard in In(context.Flow))
        {
            if (Transactions.Holds(hazard.Write) || context.IsReported(hazard) || context.WhySilent(hazard) is not null) continue;
            var handoff = Handoffs.For(hazard);
            if (CacheFixes.AreTogether(hazard.Read, hazard.Write)) handoff = handoff.Offer(FixActions.UseCacheTryIncrement);
            context.Report(Descriptor, hazard.Write, handoff, CacheNames.Of(hazard.Write), Names.Line(hazard.Read), CacheNames.Others(hazard.Write));
        }
    }

    /// <summary>Each increment that a limit on an earlier read lets happen, and whose result nobody looks at.</summary>
    public static IEnumerable<Hazard> In(MethodFlow flow)
    {
        foreach (var increment in flow.Accesses)
        {
            if (increment.Kind != AccessKind.Update || !CacheRaces.IsCache(increment) || increment.Source.ResultIsUsed) continue;
            foreach (var read in flow.ReadsIn(increment.ControlReads))
            {
                if (read.Kind is AccessKind.Read or AccessKind.Count && read.Place.With(increment.Place) == Overlap.Same && Limits.IsOn(read, increment))
                    yield return new(HazardPattern.DroppedOutcome, read, increment, Overlap.Same);
            }
        }
    }
}

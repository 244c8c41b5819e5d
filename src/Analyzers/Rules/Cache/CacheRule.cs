using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>A rule about one kind of pair.</summary>
internal abstract class CacheRule(CacheRace race, string id, string title, string message, string description) : Rule(id, title, message, description)
{
    public sealed override void Examine(RuleContext context)
    {
        foreach (var (kind, hazard) in context.CacheRaces)
            if (kind == race && !context.IsReported(hazard) && context.WhySilent(hazard) is null) Report(hazard, context);
    }

    protected virtual void Report(Hazard hazard, RuleContext context) => context.Report(
        Descriptor, hazard.Write, Offer(Handoffs.For(hazard), hazard, context), CacheNames.Of(hazard.Write), Names.Line(hazard.Read), CacheNames.Others(hazard.Write));

    /// <summary>Names the rewrites that are right here.</summary>
    protected virtual FixHandoff Offer(FixHandoff handoff, Hazard hazard, RuleContext context) => CacheFixes.Offer(handoff, hazard);
}

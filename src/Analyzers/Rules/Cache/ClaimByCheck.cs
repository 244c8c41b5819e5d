using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Safety.Harmless;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>
/// RACE2003: nothing was found, so something is set. A claim is a warning; a fill is information, and only on request (<c>racesafe.report_benign</c>).
/// </summary>
internal sealed class ClaimByCheck() : Rule(
    "RACE2003",
    Title,
    "'{0}' can be set by {2} between the check on line {1} and this write; both take themselves for the first ({3})",
    Description)
{
    private const string Title = "Redis or cache is checked, then set";

    private const string Description = "Two callers can both find nothing, and both write. A marker, token or reset must be written in one step with the check, with the loser told.";

    private readonly DiagnosticDescriptor _fill = RuleDescriptor.Create(
        "RACE2003", Title, "Two callers can both find '{0}' missing on line {1} and compute it twice; the later one's value stays", Description, Certainty.Likely);

    public override ImmutableArray<DiagnosticDescriptor> Variants => ImmutableArray.Create(_fill);

    public override void Examine(RuleContext context)
    {
        foreach (var (race, hazard) in context.CacheRaces)
        {
            if (!(race == CacheRace.Claimed || (race == CacheRace.Filled && context.Options.ReportBenign)) || context.IsReported(hazard) || context.WhySilent(hazard) is not null) continue;
            if (race == CacheRace.Claimed)
                context.Report(Descriptor, hazard.Write, CacheFixes.Offer(Handoffs.For(hazard), hazard), CacheNames.Of(hazard.Write), Names.Line(hazard.Read), CacheNames.Others(hazard.Write), Claims.Of(context.Flow, hazard)!);
            else
                context.Report(_fill, hazard.Write, CacheFixes.AreTogether(hazard.Read, hazard.Write) ? Handoffs.For(hazard).Offer(FixActions.UseCacheGetOrCreate) : Handoffs.For(hazard), CacheNames.Of(hazard.Write), Names.Line(hazard.Read));
        }
    }
}

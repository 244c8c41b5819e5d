using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Safety.Confined;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>
/// RACE1002: a concurrent collection is asked, and then changed as if the answer still held. A claim is a warning; a fill is information, and
/// only on request (<c>racesafe.report_benign</c>).
/// </summary>
internal sealed class ConcurrentCollectionCheckThenAct() : HazardRule(
    "RACE1002",
    Title,
    "Another thread can change '{0}' between the check on line {1} and this call; both can pass the check",
    Description)
{
    private const string Title = "Concurrent collection is checked, then changed";

    private const string Description = "Each call on a concurrent collection is atomic, two calls are not: what the check saw may be different when the second call runs.";

    private readonly DiagnosticDescriptor _fill = RuleDescriptor.Create(
        "RACE1002", Title, "Two threads can both pass the check of '{0}' on line {1}; {2}", Description, Certainty.Likely);

    private readonly DiagnosticDescriptor _number = RuleDescriptor.Create(
        "RACE1002", Title, "Two threads can read the same count of '{0}' on line {1} and make the same key of it; one entry takes the place of the other", Description, Certainty.Sure);

    private readonly DiagnosticDescriptor _removal = RuleDescriptor.Create(
        "RACE1002", Title, "Another thread can replace '{0}' between the check on line {1} and this call, which removes whatever is there then", Description, Certainty.Sure);

    private readonly DiagnosticDescriptor _drain = RuleDescriptor.Create(
        "RACE1002", Title, "Another thread can add to '{0}' between the copy on line {1} and this call, which throws that away", Description, Certainty.Sure);

    public override ImmutableArray<DiagnosticDescriptor> Variants => ImmutableArray.Create(_fill, _number, _removal, _drain);

    protected override bool Claims(Hazard hazard, RuleContext context) =>
        (hazard.Pattern == HazardPattern.KeyFromCount && !FluentSetUp.Is(context.Flow))
        || (hazard.Pattern == HazardPattern.UnseenTake && EntryRemovals.Is(hazard, context))
        || Drains.IsOfCollection(hazard, context)
        || (hazard.Pattern is HazardPattern.CheckThenAct or HazardPattern.DroppedOutcome
        && hazard.Write.Spec is { Store: StoreKind.ConcurrentCollection, Kind: AccessKind.Write or AccessKind.Add or AccessKind.AddIfAbsent or AccessKind.Take }
        && hazard.Read.Kind is AccessKind.Check or AccessKind.Count or AccessKind.Read or AccessKind.Update
        && !FluentSetUp.Is(context.Flow)
        && (context.Options.ReportBenign || EntryRemovals.Is(hazard, context) || Safety.Harmless.Claims.Of(context.Flow, hazard) is not null));

    protected override void Report(Hazard hazard, RuleContext context)
    {
        if (hazard.Pattern == HazardPattern.KeyFromCount)
        {
            context.Report(_number, hazard.Write, Handoffs.For(hazard), Names.Of(hazard.Read), Names.Line(hazard.Read));
            return;
        }

        if (hazard.Pattern == HazardPattern.Drained)
        {
            context.Report(_drain, hazard.Write, Handoffs.For(hazard), Names.Of(hazard.Write), Names.Line(hazard.Read));
            return;
        }

        if (EntryRemovals.Is(hazard, context))
        {
            context.Report(_removal, hazard.Write, Handoffs.For(hazard).Offer(FixActions.UseRemovePair), Names.Of(hazard.Write), Names.Line(hazard.Read));
            return;
        }

        if (Safety.Harmless.Claims.Of(context.Flow, hazard) is null)
        {
            context.Report(_fill, hazard.Write, Handoffs.For(hazard), Names.Of(hazard.Write), Names.Line(hazard.Read), Safety.Harmless.Claims.Harmless(hazard));
            return;
        }

        var handoff = Handoffs.For(hazard);
        if (hazard.Write.Imported is null && hazard.Read.Imported is null && hazard.Write.Frame == hazard.Read.Frame)
        {
            handoff = hazard.Write.Kind == AccessKind.Take
                ? handoff.Offer(FixActions.UseTryTake)
                : handoff.Offer(FixActions.UseGetOrAdd).Offer(FixActions.UseTryAdd);
        }

        context.Report(Descriptor, hazard.Write, handoff, Names.Of(hazard.Write), Names.Line(hazard.Read));
    }
}

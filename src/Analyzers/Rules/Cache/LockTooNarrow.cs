using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Locks;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Options;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Safety.Guarded;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>RACE2009: an in-process lock around a store that other processes share.</summary>
internal sealed class LockTooNarrow() : Rule(
    "RACE2009",
    Title,
    "The lock on line {2} keeps out this process only: with a second instance, '{0}' can change between the read on line {1} and this write",
    Description,
    Certainty.Likely)
{
    private const string Title = "In-process lock around a store that other processes share";

    private const string Description = "A lock in memory says nothing to another instance of the program. With two instances the read and the write are not one step.";

    private readonly DiagnosticDescriptor _declared = RuleDescriptor.Create(
        "RACE2009", Title, "The lock on line {2} does not keep out the other instances: one of them can change '{0}' between the read on line {1} and this write; its update is lost", Description, Certainty.Sure);

    public override ImmutableArray<DiagnosticDescriptor> Variants => ImmutableArray.Create(_declared);

    public override void Examine(RuleContext context)
    {
        foreach (var (race, hazard) in context.CacheRaces)
        {
            if (race == CacheRace.Filled || hazard.Write.Place.Store.ReachOf() != Reach.EveryProcess || context.IsReported(hazard)) continue;
            if (Held(context.Flow, hazard) is not { } guard || context.WhySilent(hazard) is not null) continue;
            var where = guard.Acquisition.Syntax.GetLocation();
            context.Report(
                context.Options.Deployment == Deployment.MultiInstance ? _declared : Descriptor,
                hazard.Write,
                Handoffs.For(hazard).At(FixRoles.Guard, where),
                CacheNames.Of(hazard.Write),
                Names.Line(hazard.Read),
                where.GetLineSpan().StartLinePosition.Line + 1);
        }
    }

    private static HeldGuard? Held(MethodFlow flow, Hazard hazard) =>
        flow.GuardsIn(Guards.HeldBetween(hazard)).FirstOrDefault(guard => guard.Kind == GuardKind.Exclusive && Guards.Reaches(guard) == Reach.Process);
}

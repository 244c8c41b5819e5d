using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>RACE2011: an object that an in-memory cache gave out is changed in place.</summary>
internal sealed class SharedObjectChanged() : HazardRule("RACE2011", Title, Message, Description)
{
    private const string Title = "Object from an in-memory cache is changed in place";

    private const string Message = "'{0}' belongs to the object that the cache gave out on line {1}: every request that reads this entry holds the same object and sees it change";

    private const string Description = "An in-memory cache keeps references, not copies. Changing the object changes it for all who hold it, at the same time and without a lock.";

    private readonly DiagnosticDescriptor _assigned = RuleDescriptor.Create("RACE2011", Title, Message, Description, Certainty.Likely);

    public override ImmutableArray<DiagnosticDescriptor> Variants => ImmutableArray.Create(_assigned);

    /// <summary>A mark that everybody may see is set on purpose: a constant is no update.</summary>
    protected override bool Claims(Hazard hazard, RuleContext context) =>
        hazard.Pattern == HazardPattern.ChangedInPlace && hazard.Write.Place.Store == StoreKind.MemoryCache && hazard.Write.Value.Sym is not { Kind: SymKind.Constant } && !Markers.Is(hazard.Write.Value.Sym);

    protected override void Report(Hazard hazard, RuleContext context) => context.Report(
        DependsOnWhatWasThere(hazard, context) ? Descriptor : _assigned, hazard.Write, Handoffs.For(hazard), Names.Of(hazard.Write), Names.Line(hazard.Read));

    /// <summary>A collection grows or shrinks, or a member gets a value that is computed from what the object held.</summary>
    private static bool DependsOnWhatWasThere(Hazard hazard, RuleContext context) =>
        hazard.Write.Place.Key == hazard.Write.Place.Container
        || context.Hazards.Any(other => other.Pattern == HazardPattern.LostUpdate && ReferenceEquals(other.Write, hazard.Write));
}

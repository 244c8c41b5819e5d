using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Locks;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Safety.Confined;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>RACE1003: an object in a concurrent collection is changed without a lock. The collection guards its entries, not what they hold.</summary>
internal sealed class ValueChangedInPlace() : HazardRule(
    "RACE1003",
    "Mutable value inside a concurrent collection is changed in place",
    "'{0}' comes from a concurrent collection (line {1}) and is changed here without a lock; two threads that do so lose updates or corrupt it",
    "A concurrent collection makes its own calls atomic. The objects in it are shared by all who look them up, and have no protection of their own.")
{
    protected override bool Claims(Hazard hazard, RuleContext context) =>
        hazard.Write.Spec is { Store: StoreKind.ConcurrentCollection, Kind: AccessKind.Mutate }
        && hazard.Write.Imported is null
        && hazard.Read.Spec.Store == StoreKind.ConcurrentCollection
        && ((hazard.Pattern == HazardPattern.LostUpdate && Origin(hazard.Write)?.Kind != AccessKind.Enumerate) || IsCollectionChange(hazard)) // who walks through all of them is often the only one to keep their figures
        && !IsCopy(hazard)
        && !IsLocked(hazard.Write, context.Flow)
        && !IsOwn(hazard.Write)
        && !FluentSetUp.Is(context.Flow);

    protected override void Report(Hazard hazard, RuleContext context)
    {
        var handoff = Handoffs.For(hazard);
        if (hazard.Pattern == HazardPattern.ChangedInPlace) handoff = handoff.Offer(FixActions.LockTheValue);
        var changed = hazard.Write.ContainerOperation?.Syntax.ToString() ?? "the value";
        context.Report(Descriptor, hazard.Write, handoff, changed, Names.Line(Origin(hazard.Write) ?? hazard.Read));
    }

    /// <summary>A plain collection is added to or removed from: it has no single assignment that could be harmless.</summary>
    private static bool IsCollectionChange(Hazard hazard) =>
        hazard.Pattern == HazardPattern.ChangedInPlace && hazard.Write.Operation is not ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation or IMemberReferenceOperation { Member: not IPropertySymbol { IsIndexer: true } } }
        && hazard.Write.ContainerOperation?.Type is { } type && Mutators.IsPlainCollection(type);

    /// <summary>Structs come out as copies: what is changed belongs to this method.</summary>
    private static bool IsCopy(Hazard hazard)
    {
        if (hazard.Pattern == HazardPattern.ChangedInPlace && hazard.Write.ContainerOperation is { Type.IsReferenceType: true }) return false;
        var owner = (hazard.Write.ContainerOperation as IMemberReferenceOperation)?.Instance;
        while (owner is IMemberReferenceOperation { Type.IsValueType: true, Instance: var outer } && outer?.Type?.IsValueType == true) owner = outer;
        return owner is { Type.IsValueType: true };
    }

    /// <summary>Some lock is held: the value itself, or a gate that the author knows of.</summary>
    private static bool IsLocked(Access write, MethodFlow flow) => flow.GuardsIn(write.Held).Any(guard => guard.Kind == GuardKind.Exclusive);

    /// <summary>Every thread or request has an entry of its own.</summary>
    private static bool IsOwn(Access write) =>
        Origin(write) is { } origin && ((origin.Place.Key is { } key && MentionsThread(key)) || IsRequest(origin.KeyOperation?.Type));

    /// <summary>The object that one thread handles from beginning to end.</summary>
    private static bool IsRequest(ITypeSymbol? key) =>
        key is { IsReferenceType: true, SpecialType: SpecialType.None } && (key.Name is "HttpContext" or "Thread" or "Activity" || key.Name.EndsWith("Request", StringComparison.Ordinal));

    private static bool MentionsThread(Sym key) =>
        IsThread(key.MemberSymbol) || IsThread((key.Head as IPropertyReferenceOperation)?.Property) || key.Parts.Any(MentionsThread);

    private static bool IsThread(ISymbol? member) => member is { Name: "ManagedThreadId" or "CurrentManagedThreadId" or "CurrentThread" };

    private static Access? Origin(Access write)
    {
        Access? origin = null;
        for (var place = write.Place.Container; place?.Root is { Kind: SymKind.Result, Head: Access read }; place = read.Place.Container) origin = read;
        return origin;
    }
}

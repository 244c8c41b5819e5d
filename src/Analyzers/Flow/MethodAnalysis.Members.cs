using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Flow.Source;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Fields and properties: state of objects, shared ones among them.</summary>
internal sealed partial class MethodAnalysis
{
    private static readonly AccessSpec s_fieldRead = new(StoreKind.Field, AccessKind.Read);
    private static readonly AccessSpec s_enumeration = new(StoreKind.ConcurrentCollection, AccessKind.Enumerate);
    private static readonly AccessSpec s_fieldWrite = new(StoreKind.Field, AccessKind.Write);

    private FlowValue ReadProperty(IPropertyReferenceOperation property, FlowState state)
    {
        if (property.Property.GetMethod is { } getter && Specification(getter, property.Instance, state) is { } spec)
            return Perform(spec, property, getter, property.Instance, property.Arguments, state);
        if (property.Property.IsIndexer)
        {
            var owner = property.Instance is null ? FlowValue.Of(Sym.Null) : Evaluate(property.Instance, state);
            var parts = ImmutableArray.CreateBuilder<Sym>();
            parts.Add(owner.Sym);
            foreach (var argument in property.Arguments) parts.Add(Evaluate(argument.Value, state).Sym);
            if (IsOfRows(owner.Sym)) return Deep(owner, state).As(Sym.Member(owner.Sym, property.Property));
            var value = Deep(owner, state).As(Sym.Pure(property.Property, parts.ToImmutable()));
            return Entries.IsOne(property.Property) && PlaceOfEntry(property.Instance, owner.Sym, parts[1]) is { } entry ? ReadEntry(entry, property, value, state) : value;
        }

        if (IsPassThrough(property.Property)) return Evaluate(property.Instance, state);
        if (!AutoProperties.Is(property.Property) && property.Property.GetMethod is { } body && Summary(body, property.Instance) is { } summary)
            return Import(summary, property, body, property.Instance, ImmutableArray<IArgumentOperation>.Empty, state);
        return ReadMember(property, property.Property, Owner(property.Instance, state), state);
    }

    private FlowValue? Owner(IOperation? instance, FlowState state) => instance is null ? null : Evaluate(instance, state);

    private FlowValue ReadMember(IOperation operation, ISymbol member, FlowValue? owner, FlowState state)
    {
        var slot = owner is { } known ? Sym.Member(known.Sym, member) : Sym.Static(member);
        if (IsVolatileStatic(member)) return FlowValue.Of(Sym.Opaque(operation));
        var value = Lookup(slot, state, new(owner?.Origins ?? 0, owner?.Inputs ?? 0, slot));
        if (!IsTracked(member)) return value;
        var place = PlaceOf(slot, owner?.Sym);
        var read = Note(place.Store == StoreKind.Field ? s_fieldRead : new(place.Store, AccessKind.Read), operation, "read", null, state);
        read.Place = place;
        read.ContainerOperation = operation;
        read.Value = value;
        Happens(read, state);
        return new((owner?.Origins ?? 0) | read.ReadBit, owner?.Inputs ?? 0, value.Sym);
    }

    /// <summary>A member of an object that a store gave out is part of that store; any other is a field.</summary>
    private static Place PlaceOf(Sym slot, Sym? owner) =>
        SharedOrigin(owner) is { } read ? new(read.Spec.Store, owner, slot, null) : new(StoreKind.Field, owner, slot, null);

    /// <summary>The read whose result, shared with other readers, the value is or is part of.</summary>
    private static Access? SharedOrigin(Sym? value) =>
        value?.Root is { Kind: SymKind.Result, Head: Access { Spec.SharesObject: true } read } ? read : null;

    private bool IsTracked(ISymbol member) => _trackedMembers.Contains(member.OriginalDefinition);

    /// <summary>Clocks and the like: a static property that says something new each time.</summary>
    private static bool IsVolatileStatic(ISymbol member) =>
        member is IPropertySymbol { IsStatic: true, ContainingType.Name: "DateTime" or "DateTimeOffset" or "Environment" or "Random" or "Stopwatch" };

    /// <summary>Properties that only unwrap: the value of a nullable, the result of a task.</summary>
    private static bool IsPassThrough(IPropertySymbol property) =>
        property is { Name: "Value", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }
            or { Name: "Result", ContainingType.Name: "Task" or "ValueTask" };
}

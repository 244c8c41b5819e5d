using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Elements of arrays, and entries of plain dictionaries and lists: locations like fields.</summary>
internal sealed partial class MethodAnalysis
{
    private FlowValue ReadElement(IArrayElementReferenceOperation element, FlowState state)
    {
        var value = Pure(element, element.Kind, state);
        if (PlaceOf(element, value.Sym) is not { } place) return value;
        var read = Note(place.Store == StoreKind.Field ? s_fieldRead : new(place.Store, AccessKind.Read), element, "element", null, state);
        read.Place = place;
        read.ContainerOperation = element;
        Happens(read, state);
        return new(value.Origins | read.ReadBit, value.Inputs, place.Key!);
    }

    private void WriteElement(IArrayElementReferenceOperation element, FlowValue content, IOperation? source, IOperation assignment, FlowState state)
    {
        if (PlaceOf(element, Pure(element, element.Kind, state).Sym) is not { } place) return;
        var write = Note(place.Store == StoreKind.Field ? s_fieldWrite : new(place.Store, AccessKind.Mutate), assignment, "element", null, state);
        write.Place = place;
        write.ContainerOperation = element;
        write.ValueOperation = source;
        write.Value = content;
        Happens(write, state);
    }

    /// <summary>An element of an array that a followed member or shared variable holds, or that a store gave out.</summary>
    private Place? PlaceOf(IArrayElementReferenceOperation element, Sym value)
    {
        if (value.Kind == SymKind.Pure && SharedOrigin(value.Parts[0]) is { } origin) return new(origin.Spec.Store, value.Parts[0], value, null);
        var array = element.ArrayReference switch
        {
            ILocalReferenceOperation { Local: var local } when IsShared(local) => Sym.Static(local),
            IMemberReferenceOperation { Member: var member } when IsTracked(member) && value.Kind == SymKind.Pure && value.Parts[0].Kind == SymKind.Member => value.Parts[0],
            _ => null,
        };
        return array is null || value.Kind != SymKind.Pure ? null : new(StoreKind.Field, array, Sym.Pure(element.Kind, value.Parts.SetItem(0, array)), null);
    }

    /// <summary>The entry of a plain collection that a followed member or shared variable holds; null when it is no such thing.</summary>
    private Place? PlaceOfEntry(IOperation? collection, Sym owner, Sym key)
    {
        while (collection is IConversionOperation conversion) collection = conversion.Operand;
        if (collection is IFlowCaptureReferenceOperation late && _captures.TryGetValue(late.Id, out var captured)) collection = captured;
        var holder = collection switch
        {
            ILocalReferenceOperation { Local: var local } when IsShared(local) => Sym.Static(local),
            IMemberReferenceOperation { Member: var member } when IsTracked(member) && owner.Kind == SymKind.Member => owner,
            _ => null,
        };
        if (holder is null || _context.ConcreteTypes.Of(collection!) is not { } type || !Mutators.IsPlainCollection(type)) return null;
        return new(StoreKind.Field, holder, Sym.Pure(OperationKind.ArrayElementReference, ImmutableArray.Create(holder, key)), null);
    }

    private FlowValue ReadEntry(Place place, IOperation operation, FlowValue value, FlowState state)
    {
        var read = Note(s_fieldRead, operation, "element", null, state);
        read.Place = place;
        read.ContainerOperation = operation;
        Happens(read, state);
        return new(value.Origins | read.ReadBit, value.Inputs, place.Key!);
    }

    /// <summary><c>TryGetValue</c> and its kind: what was found stands for the entry.</summary>
    private FlowValue LookUp(IInvocationOperation call, Place place, FlowValue value, FlowState state)
    {
        var found = ReadEntry(place, call, value, state);
        foreach (var argument in call.Arguments)
            if (argument.Parameter?.RefKind == RefKind.Out) Store(argument.Value, found, found, null, call, state);
        return Entries.IsAnswer(call.TargetMethod) ? found.As(Sym.Pure(call.TargetMethod.OriginalDefinition, place.Key!)) : found;
    }

    private void WriteEntry(Place place, IOperation entry, FlowValue content, IOperation? source, IOperation assignment, FlowState state)
    {
        var write = Note(s_fieldWrite, assignment, "element", null, state);
        write.Place = place;
        write.ContainerOperation = entry;
        write.ValueOperation = source;
        write.Value = content;
        Happens(write, state);
    }
}

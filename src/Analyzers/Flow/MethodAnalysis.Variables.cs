using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Variables that several runs of a lambda share: locations like fields.</summary>
internal sealed partial class MethodAnalysis
{
    private FlowValue ReadVariable(IOperation operation, ISymbol variable, FlowValue otherwise, FlowState state)
    {
        var value = Lookup(Sym.Slot(variable), state, otherwise);
        if (!IsShared(variable)) return value;
        var read = Note(s_fieldRead, operation, "read", null, state);
        read.Place = PlaceOf(variable);
        read.ContainerOperation = operation;
        read.Value = value;
        Happens(read, state);
        return new(read.ReadBit, 0, value.Sym);
    }

    private void WriteVariable(IOperation target, ISymbol variable, FlowValue content, FlowValue value, IOperation? source, IOperation assignment, FlowState state)
    {
        state.Set(Sym.Slot(variable), value);
        if (!IsShared(variable)) return;
        var write = Note(s_fieldWrite, assignment, Half(assignment, target), null, state);
        write.Place = PlaceOf(variable);
        write.ContainerOperation = target;
        write.ValueOperation = source;
        write.Value = content;
        Happens(write, state);
    }

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

    /// <summary>What was known of shared variables outside a lambda that runs elsewhere holds no longer inside it.</summary>
    private void ForgetVariables(FlowState state)
    {
        foreach (var variable in _trackedMembers)
            if (CapturedState.IsVariable(variable) && IsShared(variable)) state.Set(Sym.Slot(variable), FlowValue.Of(Sym.Static(variable)));
    }

    /// <summary>Between the code that declares it and the code that runs, there is a lambda that others run too.</summary>
    private bool IsShared(ISymbol variable)
    {
        if (!_trackedMembers.Contains(variable)) return false;
        for (var frame = _frame; frame.Parent is not null && !CapturedState.IsDeclaredIn(variable, frame); frame = frame.Parent)
            if (frame.Run is LambdaRun.InParallel or LambdaRun.Elsewhere or LambdaRun.Overlapping) return true;
        return false;
    }

    private static Place PlaceOf(ISymbol variable) => new(StoreKind.Field, null, Sym.Static(variable), null);
}

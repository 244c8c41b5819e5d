using Microsoft.CodeAnalysis;
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

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Ref locals and ref arguments: other names of fields and elements.</summary>
internal sealed partial class MethodAnalysis
{
    private readonly Dictionary<ISymbol, List<IOperation>> _named = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<CaptureId, List<IOperation>> _choices = [];

    /// <summary><c>ref var cell = ref _cells[i]</c>: from here on the local is the element.</summary>
    private FlowValue Name(ISimpleAssignmentOperation assignment, ILocalSymbol local, FlowState state)
    {
        if (assignment.Value is IFlowCaptureReferenceOperation choice && _choices.TryGetValue(choice.Id, out var several)) _named[local] = several;
        else if (assignment.Value is IFieldReferenceOperation or IArrayElementReferenceOperation) _named[local] = [assignment.Value];
        return Evaluate(assignment.Value, state);
    }

    /// <summary>One side of <c>ref (even ? ref _even : ref _odd)</c>.</summary>
    private void Choose(IFlowCaptureOperation capture)
    {
        if (capture.Value is not (IFieldReferenceOperation or IArrayElementReferenceOperation) || capture.Value.Syntax.Parent is not RefExpressionSyntax) return;
        if (!_choices.TryGetValue(capture.Id, out var several)) _choices[capture.Id] = several = [];
        if (!several.Contains(capture.Value)) several.Add(capture.Value);
    }

    /// <summary>What a ref local is another name of, when it is only one thing.</summary>
    private IOperation? NamedBy(IOperation? address) => address is ILocalReferenceOperation { Local: var local } && _named.TryGetValue(local, out var targets) && targets.Count == 1 ? targets[0] : address;

    private FlowValue ReadNamed(List<IOperation> targets, FlowState state)
    {
        var value = Evaluate(targets[0], state);
        for (var i = 1; i < targets.Count; i++) value = Merge(value, Evaluate(targets[i], state), targets);
        return value;
    }

    /// <summary>
    /// A helper has changed what it was given by address, from what was there: <c>Add(ref _sum, value)</c>. What it does under a lock, it does not do alone.
    /// </summary>
    private bool IsChangedByAddress(MethodFlow helper, IParameterSymbol parameter, IOperation target) =>
        parameter.RefKind == RefKind.Ref && parameter.Ordinal < 62 && helper.Guards.IsEmpty && target is IFieldReferenceOperation { Field: var field } && IsTracked(field)
        && helper.Outs.TryGetValue(parameter.Ordinal, out var left) && (left.Inputs & (1UL << parameter.Ordinal)) != 0 && left.Sym.Kind != SymKind.Parameter;
}

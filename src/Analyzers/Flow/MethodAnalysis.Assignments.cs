using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Flow.Source;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Assignments: where values go.</summary>
internal sealed partial class MethodAnalysis
{
    private FlowValue Assign(IOperation target, IOperation value, IOperation assignment, FlowState state)
    {
        var before = state.Happened;
        var result = Evaluate(value, state);
        if (IsLambda(value, out _) && target is not ILocalReferenceOperation) result = result with { Origins = result.Origins & before }; // what it reads, it reads when it runs
        Store(target, Deep(result, state), result, value, assignment, state);
        return result;
    }

    /// <summary>
    /// <c>x ? a : b</c> and switch expressions give what their conditions choose. Whether there is a value at all is another question:
    /// <c>x == null ? Load() : x</c> fills.
    /// </summary>
    private FlowValue Chosen(IOperation value)
    {
        var chosen = FlowValue.Of(Sym.Null);
        while (value is IConversionOperation conversion) value = conversion.Operand;
        if (value is not IFlowCaptureReferenceOperation { Syntax: ConditionalExpressionSyntax or SwitchExpressionSyntax } choice) return chosen;
        foreach (var block in _frame.Graph.Blocks)
        {
            if (block.ConditionKind == ControlFlowConditionKind.None || block.BranchValue is not { Syntax: var condition } || !choice.Syntax.Span.Contains(condition.Span)) continue;
            if (!NullTests.Is(block.BranchValue) && _frame.BranchOf(block.Ordinal) is { Sym: not null } decided) chosen = chosen.And(decided);
        }

        return chosen;
    }

    /// <summary><c>x += y</c> and <c>x++</c>: a read, then a write of a value that derives from it.</summary>
    private FlowValue Compound(IOperation operation, IOperation target, IOperation? operand, FlowState state)
    {
        var old = Evaluate(target, state);
        var added = operand is null ? FlowValue.Of(Sym.Constant(1)) : Evaluate(operand, state);
        var head = operation is ICompoundAssignmentOperation compound ? (object)compound.OperatorKind : operation.Kind;
        var result = old.And(added).As(Sym.Pure(head, ImmutableArray.Create(old.Sym, added.Sym)));
        Store(target, result, result, operand, operation, state);
        return operation is IIncrementOrDecrementOperation { IsPostfix: true } ? old : result;
    }

    private FlowValue Deconstruct(IDeconstructionAssignmentOperation deconstruction, FlowState state)
    {
        var value = Evaluate(deconstruction.Value, state);
        Spread(deconstruction.Target, deconstruction.Value, value, deconstruction, state);
        return value;
    }

    private void Spread(IOperation target, IOperation? source, FlowValue value, IOperation assignment, FlowState state)
    {
        if (target is IDeclarationExpressionOperation declaration) target = declaration.Expression;
        if (target is not ITupleOperation tuple)
        {
            Store(target, value, value, source, assignment, state);
            return;
        }

        var parts = source is IConversionOperation conversion ? conversion.Operand as ITupleOperation : source as ITupleOperation;
        if (parts is not null && parts.Elements.Length != tuple.Elements.Length) parts = null;
        var values = tuple.Elements.Select((element, i) => parts is null ? value.As(Part(value.Sym, source, i, tuple.Elements.Length) ?? Sym.Opaque(element)) : Evaluate(parts.Elements[i], state)).ToArray(); // all are computed before the first is stored
        for (var i = 0; i < values.Length; i++) Spread(tuple.Elements[i], parts?.Elements[i], values[i], assignment, state);
    }

    /// <summary>A tuple that a helper gives back, or <c>foreach (var (key, value) in entries)</c>: the halves of an entry are those of the pair.</summary>
    private static Sym? Part(Sym pair, IOperation? source, int index, int count)
    {
        if (pair is { Kind: SymKind.Pure, Head: OperationKind.Tuple, Parts: var made } && made.Length == count) return made[index];
        while (source is IConversionOperation { Operand: var converted }) source = converted;
        if (source?.Type is not { Name: "KeyValuePair" } type) return null;
        foreach (var member in type.GetMembers(index == 0 ? "Key" : "Value"))
            if (member is IPropertySymbol half) return Sym.Member(pair, half);
        return null;
    }

    /// <summary>Puts a value into whatever the target is.</summary>
    /// <param name="target">A variable, member, indexer, element or tuple.</param>
    /// <param name="content">The value with everything inside it.</param>
    /// <param name="value">The value itself.</param>
    /// <param name="source">The expression of the value; null for an increment.</param>
    /// <param name="assignment">The operation that assigns.</param>
    /// <param name="state">The state, changed.</param>
    private void Store(IOperation target, FlowValue content, FlowValue value, IOperation? source, IOperation assignment, FlowState state)
    {
        switch (target)
        {
            case IFlowCaptureReferenceOperation capture when _captures.TryGetValue(capture.Id, out var captured)
                && captured is IPropertyReferenceOperation or IFieldReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation:
                Store(captured, content, value, source, assignment, state);
                break;
            case IFlowCaptureReferenceOperation capture:
                state.Set(Sym.Slot(capture.Id), value);
                break;
            case ILocalReferenceOperation { Local: var name } when _named.TryGetValue(name, out var named):
                foreach (var one in named) Store(one, content, value, source, assignment, state);
                break;
            case ILocalReferenceOperation local:
                WriteVariable(local, local.Local, content, value, source, assignment, state);
                break;
            case IParameterReferenceOperation parameter when CapturedState.IsKept(parameter.Parameter):
                StoreMember(parameter, parameter.Parameter, null, FlowValue.Of(Sym.This), content, value, source, assignment, state);
                break;
            case IParameterReferenceOperation parameter:
                WriteVariable(parameter, parameter.Parameter, content, value, source, assignment, state);
                break;
            case IDeclarationExpressionOperation declaration:
                Store(declaration.Expression, content, value, source, assignment, state);
                break;
            case IFieldReferenceOperation field:
                StoreMember(field, field.Field, field.Instance, Owner(field.Instance, state), content, value, source, assignment, state);
                break;
            case IPropertyReferenceOperation { Property.IsIndexer: true } indexer:
                StoreElement(indexer, content, source, assignment, state);
                break;
            case IPropertyReferenceOperation property when Marked(property, source, state) is { } mark:
                Mark(mark.Spec, mark.Row, assignment, state);
                break;
            case IPropertyReferenceOperation property when property.Property.SetMethod is { } setter && Specification(setter, property.Instance, state) is { } spec:
                Perform(spec, assignment, setter, property.Instance, property.Arguments, state, content, source);
                break;
            case IPropertyReferenceOperation property when !AutoProperties.Is(property.Property) && property.Property.SetMethod is { } body && Summary(body, property.Instance) is { } summary:
                Import(summary, assignment, body, property.Instance, property.Arguments, state, content);
                break;
            case IPropertyReferenceOperation property:
                StoreMember(property, property.Property, property.Instance, Owner(property.Instance, state), content, value, source, assignment, state);
                break;
            case IArrayElementReferenceOperation element:
                Grow(element.ArrayReference, Evaluate(element.ArrayReference, state), content, state);
                WriteElement(element, content, source, assignment, state);
                break;
            case ITupleOperation tuple:
                Spread(tuple, source, value, assignment, state);
                break;
            default:
                Evaluate(target, state);
                break;
        }
    }

    private void StoreMember(
        IOperation target, ISymbol member, IOperation? instance, FlowValue? owner, FlowValue content, FlowValue value, IOperation? source, IOperation assignment, FlowState state)
    {
        var slot = owner is { } known ? Sym.Member(known.Sym, member) : Sym.Static(member);
        state.ForgetMembersOf(slot);
        state.Set(slot, value.Sym.Kind == SymKind.Opaque ? value.As(slot) : value);
        if (owner is { } changed) state.Set(Content(changed.Sym), Lookup(Content(changed.Sym), state, FlowValue.Of(Sym.Null)).And(content));
        if (instance is { Type.IsValueType: true }) ChangeCopy(instance, owner!.Value, member, content, assignment, state);
        if (member.Name == "Value" && owner is { } parameter) TakeValue(parameter.Sym, content, state);
        if (member.Name == "CommandText" && owner is { } command) state.Set(CommandText(command.Sym), value);
        var place = PlaceOf(slot, owner?.Sym);
        if (place.Store == StoreKind.Field && !IsTracked(member)) return;
        var spec = place.Store == StoreKind.Field ? s_fieldWrite : new(place.Store, AccessKind.Mutate);
        var write = Note(spec, assignment, Half(assignment, target), null, state);
        write.Place = place;
        write.ContainerOperation = target;
        write.ValueOperation = source;
        write.Value = place.Store == StoreKind.Field && source is not null ? content.And(Chosen(source)) : content;
        Happens(write, state);
    }

    /// <summary>One assignment is one write; a deconstruction is one for each of its targets.</summary>
    private static object Half(IOperation assignment, IOperation target) => assignment is IDeconstructionAssignmentOperation ? target : "write";

    /// <summary>A struct in a variable is not what it was copied from any more: <c>copy.Count++</c>, and what <c>with</c> does.</summary>
    private static void ChangeCopy(IOperation variable, FlowValue copy, ISymbol member, FlowValue content, IOperation assignment, FlowState state)
    {
        Grow(variable, copy, content, state);
        var slot = variable switch
        {
            ILocalReferenceOperation local => Sym.Slot(local.Local),
            IFlowCaptureReferenceOperation capture => Sym.Slot(capture.Id),
            _ => null,
        };
        if (slot is null || copy.Sym.Kind is not (SymKind.Member or SymKind.Result)) return;
        var changed = copy.And(content).As(Sym.Opaque(assignment));
        state.Set(slot, changed);
        state.Set(Sym.Member(changed.Sym, member), content);
    }

    private void StoreElement(IPropertyReferenceOperation indexer, FlowValue content, IOperation? source, IOperation assignment, FlowState state)
    {
        if (indexer.Property.SetMethod is { } setter && Specification(setter, indexer.Instance, state) is { } spec)
        {
            Perform(spec, assignment, setter, indexer.Instance, indexer.Arguments, state, content, source);
            return;
        }

        var keys = indexer.Arguments.Select(argument => Evaluate(argument.Value, state).Sym).ToImmutableArray();
        if (indexer.Instance is null) return;
        var owner = Evaluate(indexer.Instance, state);
        Grow(indexer.Instance, owner, content, state);
        Touch(indexer.Instance, owner, content, assignment, state);
        if (Entries.IsOne(indexer.Property) && PlaceOfEntry(indexer.Instance, owner.Sym, keys[0]) is { } place) WriteEntry(place, indexer, content, source, assignment, state);
    }

    /// <summary>The object that an expression names now holds that value too.</summary>
    private static void Grow(IOperation owner, FlowValue value, FlowValue content, FlowState state)
    {
        state.Set(Content(value.Sym), Lookup(Content(value.Sym), state, FlowValue.Of(Sym.Null)).And(content));
        if (owner is ILocalReferenceOperation local) state.Set(Sym.Slot(local.Local), value.And(content));
    }

    /// <summary>In a method of a row, a list of its own: the caller knows which row it is, and which store gave it out.</summary>
    private StoreKind? OfOwnRow(Sym list) => _depth > 0 && list is { Kind: SymKind.Member, Root.Kind: SymKind.This } && IsOfRows(list) ? StoreKind.Field : null;

    /// <summary>The object is changed in place: an access if a store gave it out.</summary>
    private void Touch(IOperation owner, FlowValue value, FlowValue content, IOperation operation, FlowState state)
    {
        if (value.Sym.MemberSymbol is IMethodSymbol { Name: "ToList" or "ToArray" }) return; // a list that is made here, of what is shared
        if ((SharedOrigin(value.Sym)?.Spec.Store ?? OfOwnRow(value.Sym)) is not { } store) return;
        var change = Note(new(store, AccessKind.Mutate), operation, "touch", null, state);
        change.Place = new(store, value.Sym, value.Sym, null);
        change.ContainerOperation = owner;
        change.Value = value.And(content);
        Happens(change, state);
    }
}

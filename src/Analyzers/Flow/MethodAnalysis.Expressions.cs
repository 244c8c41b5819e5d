using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Locks;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Flow.Source;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Expressions: where values come from.</summary>
internal sealed partial class MethodAnalysis
{
    private FlowValue Evaluate(IOperation? operation, FlowState state)
    {
        if (_gaveUp || ++_nesting > MaxExpressionDepth || ++_work > MaxWork)
        {
            _gaveUp = true;
            return FlowValue.Of(Sym.Null);
        }

        var value = Value(operation, state);
        _nesting--;
        return value;
    }

    private FlowValue Value(IOperation? operation, FlowState state)
    {
        if (operation is null) return FlowValue.Of(Sym.Null);
        if (operation.ConstantValue is { HasValue: true, Value: var constant }) return FlowValue.Of(Sym.Constant(constant));
        switch (operation)
        {
            case IExpressionStatementOperation statement: return Evaluate(statement.Operation, state);
            case IFlowCaptureOperation capture: return Capture(capture, state);
            case IFlowCaptureReferenceOperation late when _captures.TryGetValue(late.Id, out var target) && IsAssignedLater(target): return Evaluate(target, state);
            case IFlowCaptureReferenceOperation reference: return Lookup(Sym.Slot(reference.Id), state, FlowValue.Of(Sym.Opaque(reference.Id)));
            case ILocalReferenceOperation { Local: var name } when _named.TryGetValue(name, out var named): return ReadNamed(named, state);
            case ILocalReferenceOperation local: return ReadVariable(local, local.Local, FlowValue.Of(Sym.Opaque(local.Local)), state);
            case IParameterReferenceOperation parameter when CapturedState.IsKept(parameter.Parameter): return ReadMember(parameter, parameter.Parameter, FlowValue.Of(Sym.This), state);
            case IParameterReferenceOperation parameter: return ReadVariable(parameter, parameter.Parameter, Incoming(parameter.Parameter), state);
            case IInstanceReferenceOperation: return FlowValue.Of(Sym.This);
            case IFieldReferenceOperation field: return ReadMember(field, field.Field, Owner(field.Instance, state), state);
            case IPropertyReferenceOperation property: return ReadProperty(property, state);
            case IInvocationOperation { Instance: { } handler, TargetMethod.Name: "AppendLiteral" or "AppendFormatted" } append when IsInterpolated(handler): return Append(append, state);
            case IInvocationOperation call: return Call(call, state);
            case ISimpleAssignmentOperation { IsRef: true, Target: ILocalReferenceOperation name } reference: return Name(reference, name.Local, state);
            case ISimpleAssignmentOperation assignment: return Assign(assignment.Target, assignment.Value, assignment, state);
            case ICompoundAssignmentOperation compound: return Compound(compound, compound.Target, compound.Value, state);
            case IIncrementOrDecrementOperation step: return Compound(step, step.Target, null, state);
            case IDeconstructionAssignmentOperation deconstruction: return Deconstruct(deconstruction, state);
            case IConversionOperation conversion when ConcurrentSource.IsHandedOver(conversion): return Enumerated(conversion, state);
            case IConversionOperation conversion: return Evaluate(conversion.Operand, state);
            case IParenthesizedOperation parenthesized: return Evaluate(parenthesized.Operand, state);
            case IAwaitOperation wait:
                var awaited = Evaluate(wait.Operation, state);
                state.Await();
                return awaited;
            case IDeclarationExpressionOperation declaration: return Evaluate(declaration.Expression, state);
            case IIsPatternOperation pattern: return Match(pattern, state);
            case IIsNullOperation or IIsTypeOperation or ITypeOfOperation: return Pure(operation, operation.Kind, state);
            case IBinaryOperation binary: return Pure(binary, binary.OperatorKind, state);
            case IUnaryOperation unary: return Pure(unary, unary.OperatorKind, state);
            case IInterpolatedStringOperation or IInterpolatedStringTextOperation or IInterpolationOperation or ITupleOperation:
                return Pure(operation, operation.Kind, state);
            case IArrayElementReferenceOperation element: return ReadElement(element, state);
            case IObjectCreationOperation creation: return Create(creation, state);
            case IWithOperation or IArrayCreationOperation or IAnonymousObjectCreationOperation:
                return Union(operation, state).As(Sym.Fresh(operation));
            case IEventAssignmentOperation { Adds: true } subscription when IsLambda(subscription.HandlerValue, out var handler):
                return RunLambda(handler, LambdaRuns.OfHandler(subscription), subscription, s_unknown, 0, state);
            case IDelegateCreationOperation creation: return Evaluate(creation.Target, state);
            case IFlowAnonymousFunctionOperation lambda: return RunLambda(lambda, LambdaRun.Later, null, s_unknown, 0, state);
            case IInvalidOperation when LockCalls.SoundsLikeLock(operation.Syntax):
                state.Acquire(Guard(Sym.Opaque(operation), operation, GuardKind.Exclusive));
                return Union(operation, state);
            default: return Union(operation, state);
        }
    }

    /// <summary>Something that depends on its parts and nothing else we know.</summary>
    private FlowValue Union(IOperation operation, FlowState state)
    {
        var value = FlowValue.Of(Sym.Opaque(operation));
        foreach (var child in operation.ChildOperations) value = value.And(Deep(Evaluate(child, state), state));
        return value;
    }

    /// <summary>Something that is the same whenever its parts are.</summary>
    private FlowValue Pure(IOperation operation, object head, FlowState state)
    {
        var value = FlowValue.Of(Sym.Null);
        var parts = ImmutableArray.CreateBuilder<Sym>();
        foreach (var child in operation.ChildOperations)
        {
            var part = Evaluate(child, state);
            value = value.And(part);
            parts.Add(part.Sym);
        }

        return value.As(Sym.Pure(head, parts.ToImmutable()));
    }

    /// <summary>A value together with all that has been put into the object since.</summary>
    private static FlowValue Deep(FlowValue value, FlowState state) =>
        state.TryGet(Content(value.Sym), out var content) ? value.And(content) : value;

    private static Sym Content(Sym owner) => Sym.Pure("content", owner);

    private static FlowValue Lookup(Sym slot, FlowState state, FlowValue otherwise) => state.TryGet(slot, out var value) ? value : otherwise;

    private FlowValue Incoming(IParameterSymbol parameter) => new(
        0,
        SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, _method) && parameter.Ordinal < 62 ? 1UL << parameter.Ordinal : 0,
        Sym.Parameter(parameter));

    private FlowValue Capture(IFlowCaptureOperation capture, FlowState state)
    {
        _captures[capture.Id] = capture.Value;
        Choose(capture);
        if (IsAssignedLater(capture.Value)) return FlowValue.Of(Sym.Opaque(capture.Id));
        var value = Evaluate(capture.Value, state);
        if (capture.Value is { ConstantValue.HasValue: true, Syntax.Parent: ConditionalExpressionSyntax or SwitchExpressionArmSyntax }) value = value.And(Choice(capture.Value.Syntax.Parent));
        state.Set(Sym.Slot(capture.Id), value);
        return value;
    }

    /// <summary>What a constant was chosen by: <c>state == "on" ? "off" : "on"</c> is a function of the state, though neither half is.</summary>
    private FlowValue Choice(SyntaxNode arm)
    {
        var (choice, origins) = ((arm as SwitchExpressionArmSyntax)?.Parent ?? arm, 0UL);
        foreach (var (branch, _) in _frame.Dependence.BranchesFor(_block))
            if (_frame.Graph.Blocks[branch].BranchValue is { Syntax: var condition } && choice.Span.Contains(condition.Span)) origins |= _frame.BranchOf(branch).Origins;
        foreach (var read in _reads)
            if (read.Spec.HoldsRows) origins &= ~read.ReadBit;
        return new(origins, 0, Sym.Null);
    }

    /// <summary>
    /// The target of <c>a.b = c</c> or <c>a.b ??= c</c> is captured as a place, and read or written where it is used.
    /// That of <c>a.b += c</c> is read here, before <c>c</c> is evaluated, as the language says.
    /// </summary>
    private static bool IsAssignedLater(IOperation captured) =>
        captured is IPropertyReferenceOperation or IFieldReferenceOperation or IArrayElementReferenceOperation
        && captured.Syntax.Parent is AssignmentExpressionSyntax assignment
        && assignment.Left == captured.Syntax
        && assignment.Kind() is SyntaxKind.SimpleAssignmentExpression or SyntaxKind.CoalesceAssignmentExpression;

    private FlowValue Match(IIsPatternOperation match, FlowState state)
    {
        var value = Evaluate(match.Value, state);
        return Bind(match.Pattern, value, true, state).As(Sym.Pure(match.Pattern, value.Sym));
    }

    /// <summary>Gives the pattern's variables their values.</summary>
    /// <returns>The value, with all that was read of it to see whether it matches.</returns>
    private FlowValue Bind(IPatternOperation pattern, FlowValue value, bool whole, FlowState state)
    {
        var asked = value;
        switch (pattern)
        {
            case IDeclarationPatternOperation { DeclaredSymbol: { } declared }:
                state.Set(Sym.Slot(declared), whole ? value : value.As(Sym.Opaque(pattern)));
                break;
            case IRecursivePatternOperation recursive:
                if (recursive.DeclaredSymbol is { } named) state.Set(Sym.Slot(named), whole ? value : value.As(Sym.Opaque(pattern)));
                foreach (var property in recursive.PropertySubpatterns) asked = asked.And(BindMember(property, value, whole, state));
                foreach (var part in recursive.DeconstructionSubpatterns) asked = asked.And(Bind(part, value, false, state));
                break;
            case IBinaryPatternOperation binary:
                asked = Bind(binary.LeftPattern, value, whole, state).And(Bind(binary.RightPattern, value, whole, state));
                break;
            case INegatedPatternOperation negated:
                asked = Bind(negated.Pattern, value, whole, state);
                break;
        }

        return asked;
    }

    private FlowValue BindMember(IPropertySubpatternOperation part, FlowValue owner, bool whole, FlowState state) => part.Member switch
    {
        IPropertyReferenceOperation { Property: { IsIndexer: false } property } member when whole && AutoProperties.Is(property) => Bind(part.Pattern, ReadMember(member, property, owner, state), true, state),
        IFieldReferenceOperation member when whole => Bind(part.Pattern, ReadMember(member, member.Field, owner, state), true, state),
        _ => Bind(part.Pattern, owner, false, state),
    };

    private FlowValue Create(IObjectCreationOperation creation, FlowState state)
    {
        var value = FlowValue.Of(Sym.Fresh(creation));
        var parts = ImmutableArray.CreateBuilder<Sym>();
        foreach (var argument in creation.Arguments)
        {
            var part = IsLambda(argument.Value, out var lambda)
                ? RunLambda(lambda, LambdaRuns.Of(creation, lambda.Symbol), creation, s_unknown, 0, state)
                : Deep(Evaluate(argument.Value, state), state);
            if (LocalFunction(argument.Value) is { } function) RunLocalFunction(function, creation, state);
            value = value.And(part);
            parts.Add(part.Sym);
            if (argument.Parameter?.Name is "cmdText" or "commandText" && IsCommand(creation.Type)) state.Set(CommandText(Sym.Fresh(creation)), part);
        }

        StartText(creation, state);
        if (creation.Initializer is not null) value = value.And(Union(creation.Initializer, state));
        return creation.Type is { IsValueType: true } or { Name: "String" } or { IsRecord: true } && creation.Initializer is null
            ? value.As(Sym.Pure(creation.Constructor ?? (object)creation, parts.ToImmutable()))
            : value;
    }
}

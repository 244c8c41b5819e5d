using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Locks;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Flow.Rows;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Calls: accesses by the tables, locks, helpers by their summaries, everything else by its arguments.</summary>
internal sealed partial class MethodAnalysis
{
    private FlowValue Call(IInvocationOperation call, FlowState state)
    {
        var method = call.TargetMethod;
        if (Specification(method, Receiver(call), state) is { } spec && IsAbout(call, ref spec, out var rows, state))
            return spec.OpensEntry ? Open(spec, call, state) : Perform(spec, call, method, call.Instance, call.Arguments, state, rows: rows);
        if (IsPassThrough(method)) return Evaluate(Receiver(call), state);
        if (method.MethodKind == MethodKind.LocalFunction) return RunLocalFunction(call, state);
        if (_context.HeldLambdas.Of(call) is { } held && Summary(held, null) is { } run) return Import(run, call, held, null, call.Arguments, state);
        if (method.MethodKind == MethodKind.DelegateInvoke) return Invoke(call, state);
        if (LockCalls.Of(call, out var token, out var kind) is var effect and not LockEffect.None) return Lock(call, effect, token, kind, state);
        if (method.Name is "Dispose" or "DisposeAsync" && call.Instance is not null)
        {
            var disposed = Evaluate(call.Instance, state);
            ReleaseToken(disposed.Sym, state);
            return disposed.As(Sym.Opaque(call));
        }

        if (Summary(method, call.Instance) is { } summary) return Import(summary, call, method, call.Instance, call.Arguments, state);
        return Unknown(call, state);
    }

    private static IOperation? Receiver(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);

    private AccessSpec? Specification(IMethodSymbol method, IOperation? receiver, FlowState state)
    {
        if (_context.SpecOf(method) is { } spec) return spec.Shape == Shapes.Repository && receiver is not null && _context.Target(method, receiver) is not null ? null : spec;
        if (_context.HasRows && RowQuery.IsLooped(method, receiver)) return EntityFrameworkTable.Loop;
        return receiver is not null && ConcreteTypes.MayHide(method) && _context.ConcreteTypes.Of(receiver) is { } concrete
            ? _context.Catalogue.Find(method, concrete)
            : null;
    }

    /// <summary>A call that a table describes.</summary>
    private FlowValue Perform(
        AccessSpec spec, IOperation operation, IMethodSymbol method, IOperation? instance, ImmutableArray<IArgumentOperation> arguments,
        FlowState state, FlowValue? assigned = null, IOperation? assignedFrom = null, Place rows = default)
    {
        var conditional = Argument(arguments, spec.Condition) is { } condition && !IsAlways(condition);
        if (conditional) spec = spec.Conditional;
        var access = Note(spec, operation, "call", null, state);
        var container = Argument(arguments, spec.Container) ?? instance ?? (method.IsExtensionMethod && arguments.Length > 0 ? arguments[0].Value : null);
        access.ContainerOperation = container;
        access.KeyOperation = Argument(arguments, spec.Key);
        access.ValueOperation = assignedFrom ?? Argument(arguments, spec.Value);
        var values = new Dictionary<IOperation, FlowValue>();
        foreach (var argument in arguments)
            if ((argument.Parameter?.RefKind is RefKind.None or RefKind.In || IsInterpolated(argument.Value)) && !IsLambda(argument.Value, out _)) values[argument.Value] = Evaluate(argument.Value, state);

        // The container of a field access is an address: naming it does not read it.
        var owner = container is null || spec.Store == StoreKind.Field
            ? (FlowValue?)null
            : values.TryGetValue(container, out var evaluated) ? evaluated : Evaluate(container, state);
        var key = SymOf(access.KeyOperation, values);
        access.Place = spec.Store == StoreKind.Field
            ? FieldPlace(container, state)
            : new(spec.Store, owner?.Sym, key, SymOf(Argument(arguments, spec.SubKey), values));
        if (spec.IsOfEntry) Locate(access, owner?.Sym);
        access.IsConditional = conditional;
        if (access.KeyOperation is { } keyed && values.TryGetValue(keyed, out var keyValue)) access.KeyOrigins = keyValue.Origins;
        if (spec.HoldsRows) access.Place = rows with { Store = spec.Store, Key = rows.Key ?? key };
        if (Argument(arguments, spec.Expected) is { } expected && values.TryGetValue(expected, out var old)) access.Expected = old;
        access.Value = assigned ?? (access.ValueOperation is { } put && values.TryGetValue(put, out var written) ? Deep(written, state) : FlowValue.Of(Sym.Null));
        if (spec.Store == StoreKind.SqlRow && operation is IInvocationOperation statement) access.Value = access.Value.And(Given(statement, spec, state));
        Happens(access, state);

        var result = new FlowValue(access.ReadBit, 0, access.ReadBit == 0 ? Sym.Opaque(operation) : Sym.Result(access));
        foreach (var argument in arguments)
        {
            if (IsLambda(argument.Value, out var lambda))
            {
                var inside = RunLambda(lambda, LambdaRun.AtOnce, operation, ImmutableArray.Create(FlowValue.Of(key ?? Sym.Opaque(argument)), result), 0, state);
                access.Value = access.Value.And(inside);
            }
            else if (argument.Parameter?.RefKind is RefKind.Out)
            {
                Store(argument.Value, result, spec.Out.Contains(argument.Parameter.Name) ? result : FlowValue.Of(Sym.Opaque(argument)), null, operation, state);
            }
        }

        return spec.Out.IsEmpty && spec.Kind is not (AccessKind.Check or AccessKind.Count) ? result : result.As(Sym.Pure(access));
    }

    private Place FieldPlace(IOperation? address, FlowState state)
    {
        address = NamedBy(address);
        var (member, instance) = address switch
        {
            IFieldReferenceOperation field => ((ISymbol)field.Field, field.Instance),
            IPropertyReferenceOperation property => (property.Property, property.Instance),
            IParameterReferenceOperation { Parameter: var kept } when CapturedState.IsKept(kept) => (kept, null),
            _ => (null, null),
        };
        if (address is ILocalReferenceOperation { Local: var local } && IsShared(local)) return PlaceOf(local);
        if (member is IParameterSymbol) return PlaceOf(Sym.Member(Sym.This, member), Sym.This);
        if (member is null) return new(StoreKind.Field, Sym.Opaque(address ?? (object)this), Sym.Opaque(this), null);
        var owner = instance is null ? (FlowValue?)null : Evaluate(instance, state);
        return PlaceOf(owner is { } known ? Sym.Member(known.Sym, member) : Sym.Static(member), owner?.Sym);
    }

    private FlowValue Lock(IInvocationOperation call, LockEffect effect, IOperation? token, GuardKind kind, FlowState state)
    {
        var value = FlowValue.Of(Sym.Opaque(call));
        foreach (var argument in call.Arguments)
        {
            value = value.And(IsLambda(argument.Value, out var lambda)
                ? RunLambda(lambda, LambdaRun.AtOnce, call, s_unknown, Guard(Sym.Opaque(call), call, kind), state)
                : Evaluate(argument.Value, state));
        }

        var locked = token is null ? Sym.This : Evaluate(token, state).Sym;
        switch (effect)
        {
            case LockEffect.Acquire:
                state.Acquire(Guard(locked, call, _context.Semaphores.KindOf(token, kind)));
                break;
            case LockEffect.AcquireScope:
                state.Acquire(Guard(value.Sym, call, kind));
                break;
            case LockEffect.Release:
                LeaveToken(locked, state);
                break;
            case LockEffect.Yield:
                var held = state.Held;
                ReleaseToken(locked, state);
                state.Acquire(held & ~state.Held);
                break;
        }

        return value;
    }

    /// <summary>A call of which nothing is known but what goes in.</summary>
    private FlowValue Unknown(IInvocationOperation call, FlowState state)
    {
        var method = call.TargetMethod;
        var receiver = call.Instance is null ? (FlowValue?)null : Evaluate(call.Instance, state);
        var value = receiver is { } known ? FlowValue.Of(Sym.Opaque(call)).And(Deep(known, state)) : FlowValue.Of(Sym.Opaque(call));
        var parts = ImmutableArray.CreateBuilder<Sym>();
        if (receiver is not null) parts.Add(receiver.Value.Sym);
        var inside = FlowValue.Of(Sym.Null);
        foreach (var argument in call.Arguments)
        {
            if (IsLambda(argument.Value, out var lambda))
            {
                var run = LambdaRuns.Of(call, lambda.Symbol);
                var guard = LockCalls.RunsDelegateUnderLock(method) ? Guard(Sym.Opaque(call), call, GuardKind.Exclusive) : 0;
                var given = receiver is { } rows && Elements.IsHandedEach(method) && IsOfRows(rows.Sym) ? value.As(Sym.Member(rows.Sym, method.OriginalDefinition)) : value;
                inside = inside.And(RunLambda(lambda, run, call, ImmutableArray.Create(given), guard, state));
                continue;
            }

            if (argument.Parameter?.RefKind == RefKind.Out) continue;
            if (argument is { ArgumentKind: ArgumentKind.ParamArray, Value: IArrayCreationOperation { Initializer: { } listed } }) RunListed(listed, call, state);
            if (LocalFunction(argument.Value) is { } function) RunLocalFunction(function, call, state);
            var part = Evaluate(argument.Value, state);
            parts.Add(part.Sym);
            inside = inside.And(Deep(part, state));
        }

        value = value.And(inside);
        if (Entries.IsLookUp(method) && PlaceOfEntry(Receiver(call), parts[0], parts[1]) is { } entry) return LookUp(call, entry, value, state);
        TakeParameter(call, inside, state);
        if (parts.Count > 0 && Elements.IsTakenBy(method) && (IsOfRows(parts[0]) || SharedOrigin(parts[0]) is { Kind: AccessKind.Enumerate })) value = value.As(Sym.Member(parts[0], method.OriginalDefinition));
        var left = parts.Count > 0 && method.Name == "TryGetValue" && IsOfRows(parts[0]) ? Sym.Member(parts[0], method.OriginalDefinition) : null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.RefKind is not (RefKind.Out or RefKind.Ref)) continue;
            if (left is not null && argument.Parameter.RefKind == RefKind.Out) Store(argument.Value, value, value.As(left), null, call, state);
            else Leave(argument.Value, value, call, state);
        }

        if (receiver is { } changed && Mutators.Changes(method))
        {
            Grow(call.Instance!, changed, inside, state);
            Touch(call.Instance!, changed, inside, call, state);
            if (Entries.IsAdd(method) && PlaceOfEntry(call.Instance, parts[0], parts[1]) is { } added) WriteEntry(added, call.Instance!, inside.As(parts[2]), call.Arguments[1].Value, call, state);
        }

        if (receiver is { } built && IsBuilder(method.ContainingType)) return Build(call, built.Sym, parts, value, state);
        if (Elements.IsFigureOf(method) && parts.Count > 0 && parts[0] is { Kind: SymKind.Result, Head: Access { Spec: { Store: StoreKind.ConcurrentCollection, Kind: AccessKind.Enumerate } } entries }) return Figure(call, entries, value, state);
        return PureCalls.Is(method) ? value.As(Sym.Pure(method.OriginalDefinition, parts.ToImmutable())) : value;
    }

    /// <summary>How many entries there are, or the greatest of them: it says of all of them what Count says.</summary>
    private FlowValue Figure(IInvocationOperation call, Access entries, FlowValue value, FlowState state)
    {
        var figure = Note(new(entries.Spec.Store, AccessKind.Count), call, "figure", null, state);
        figure.Place = entries.Place;
        figure.ContainerOperation = entries.ContainerOperation;
        Happens(figure, state);
        return value.And(new(figure.ReadBit, 0, Sym.Null)).As(Sym.Pure(figure));
    }

    /// <summary>
    /// What a call leaves behind an out or ref argument. A variable gets the value; a field given away by address is written by code
    /// that we do not see, which is no access of ours: its value is unknown from here on.
    /// </summary>
    private void Leave(IOperation target, FlowValue value, IOperation call, FlowState state)
    {
        if (target is IDeclarationExpressionOperation declaration) target = declaration.Expression;
        if (target is ILocalReferenceOperation or IParameterReferenceOperation) Store(target, value, value.As(Sym.Opaque(target)), null, call, state);
        else if (target is IFieldReferenceOperation field)
            state.Set(field.Instance is null ? Sym.Static(field.Field) : Sym.Member(Evaluate(field.Instance, state).Sym, field.Field), FlowValue.Of(Sym.Opaque(target)));
    }

    private static IOperation? Argument(ImmutableArray<IArgumentOperation> arguments, ImmutableNames names)
    {
        if (names.IsEmpty) return null;
        foreach (var argument in arguments)
            if (argument.Parameter is { } parameter && names.Contains(parameter.Name)) return argument.Value;
        return null;
    }

    private static Sym? SymOf(IOperation? operation, Dictionary<IOperation, FlowValue> values) =>
        operation is null ? null : values.TryGetValue(operation, out var value) ? value.Sym : Sym.Opaque(operation);

    /// <summary>The condition argument is left out, null or <c>Always</c>.</summary>
    private static bool IsAlways(IOperation condition) =>
        condition is IDefaultValueOperation
        || condition.Parent is IArgumentOperation { ArgumentKind: ArgumentKind.DefaultValue }
        || condition.ConstantValue is { HasValue: true, Value: null or 0 }
        || condition is IFieldReferenceOperation { Field.Name: "Always" } or IPropertyReferenceOperation { Property.Name: "Always" };

    /// <summary>Calls that only change how a task is waited for.</summary>
    private static bool IsPassThrough(IMethodSymbol method) =>
        method.Name is "ConfigureAwait" or "AsTask" or "GetAwaiter" or "GetResult" or "WaitAsync" or "AsValueTask" or "Preserve"
        && method.ContainingType.ContainingNamespace?.ToString() is "System.Threading.Tasks" or "System.Runtime.CompilerServices";
}

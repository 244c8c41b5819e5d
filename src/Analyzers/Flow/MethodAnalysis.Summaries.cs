using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Calls of methods whose source is here: their accesses become accesses of the caller.</summary>
internal sealed partial class MethodAnalysis
{
    private const int MaxImported = 24;

    /// <summary>What a called method does, if its source is here and it can matter.</summary>
    private MethodFlow? Summary(IMethodSymbol method, IOperation? instance)
    {
        if (_depth >= FlowContext.MaxDepth || SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, _method)) return null;
        var flow = _context.FlowOf(method, _method, instance, _trackedMembers, _depth + 1, _cancellation);
        return flow is null || ReferenceEquals(flow, MethodFlow.Nothing) || IsDecorated(method, instance, flow) ? null : flow;
    }

    /// <summary>
    /// A class that calls its own interface on another object decorates it: the only implementation in sight is the decorator itself, and what stands
    /// behind it is not known.
    /// </summary>
    private bool IsDecorated(IMethodSymbol method, IOperation? instance, MethodFlow flow) =>
        method.ContainingType.TypeKind == TypeKind.Interface && instance is not (null or IInstanceReferenceOperation)
        && SymbolEqualityComparer.Default.Equals(flow.Method?.ContainingType.OriginalDefinition, _method?.ContainingType.OriginalDefinition);

    /// <summary>Applies a summary at a call.</summary>
    private FlowValue Import(
        MethodFlow helper, IOperation call, IMethodSymbol method, IOperation? instance, ImmutableArray<IArgumentOperation> arguments, FlowState state, FlowValue? assigned = null)
    {
        var receiver = instance is null ? FlowValue.Of(Sym.This) : Evaluate(instance, state);
        var inputs = new Dictionary<IParameterSymbol, FlowValue>(SymbolEqualityComparer.Default);
        (IFlowAnonymousFunctionOperation Lambda, IParameterSymbol Parameter)? handed = null;
        foreach (var argument in arguments)
        {
            if (argument.Parameter is not { } parameter || parameter.Ordinal >= helper.Method!.Parameters.Length) continue;
            if (IsLambda(argument.Value, out var lambda) && call is IInvocationOperation invocation)
            {
                if (helper.Handed.TryGetValue(parameter.Ordinal, out var given) && given.Arguments.Length > 0 && SharedOrigin(given.Arguments[0].Sym) is { Spec.HoldsRows: true }) handed = (lambda, parameter);
                else inputs[helper.Method!.Parameters[parameter.Ordinal]] = RunInHelper(lambda, invocation, parameter, helper, s_unknown, state);
            }
            else if (parameter.RefKind != RefKind.Out)
                inputs[helper.Method!.Parameters[parameter.Ordinal]] = Deep(Evaluate(argument.Value, state), state);
        }

        if (assigned is { } put && helper.Method!.Parameters.LastOrDefault() is { } valueParameter) inputs[valueParameter] = put;
        var bits = new ulong[64];
        var map = new Dictionary<Access, Access>();
        var count = 0;
        foreach (var access in helper.Accesses)
        {
            if (handed is { } next && helper.Handed[next.Parameter.Ordinal].Before <= count) RunHanded(next.Lambda, next.Parameter);
            if (++count > MaxImported) break;
            var place = Here(access.Place, receiver, inputs, map);
            var shared = SharedOrigin(place.Container);
            var kind = access.Kind == AccessKind.Write && shared is not null && access.Place.Store == StoreKind.Field ? AccessKind.Mutate : access.Kind;
            var spec = shared is not null && access.Place.Store == StoreKind.Field ? access.Spec with { Kind = kind, Store = shared.Spec.Store } : access.Spec;
            if (access is { Kind: AccessKind.Write, Spec.Store: StoreKind.Field } && place.Container is { Kind: SymKind.Fresh } made && IsOfNewRow(access)) // a row that is not added yet: what it is told goes with it
                state.Set(Content(made), Lookup(Content(made), state, FlowValue.Of(Sym.Null)).And(Here(access.Value, receiver, inputs, bits, map)));
            if (spec.Store == StoreKind.Field && place.Key?.MemberSymbol is { } member && !IsTracked(member)) continue;
            var said = Given(access, place.Container);
            var here = Note(said ?? spec, call, access, said is null ? access : null, state);
            if (_gaveUp) return receiver;
            map[access] = here;
            if (access.ReadIndex >= 0) bits[access.ReadIndex] = here.ReadBit;
            here.Place = said is null ? place with { Store = spec.Store } : RowsOf(said);
            if (spec.HoldsRows) here.Place = here.Place with { Container = Closed(here.Place.Container, method, instance) };
            here.IsConditional = access.IsConditional;
            here.KeyOrigins = Here(access.KeyOrigins, bits) | KeyInputs(access.Place.Key, inputs);
            here.InnerControl |= Here(access.ControlReads, bits);
            here.Passed |= Here(access.Passed, bits);
            here.Value = Here(access.Value, receiver, inputs, bits, map);
            here.Expected = Here(access.Expected, receiver, inputs, bits, map);
            here.ContainerOperation = access.ContainerOperation;
            here.KeyOperation = access.KeyOperation;
            here.ValueOperation = said is null ? access.ValueOperation : Given(access.ValueOperation, arguments);
            Happens(here, state);
        }

        if (handed is { } last) RunHanded(last.Lambda, last.Parameter);
        state.Pass(Here(helper.Refusals, bits));
        foreach (var argument in arguments)
        {
            if (argument.Parameter is not { RefKind: RefKind.Out or RefKind.Ref } parameter) continue;
            var value = helper.Outs.TryGetValue(parameter.Ordinal, out var left)
                ? Here(left, receiver, inputs, bits, map)
                : FlowValue.Of(Sym.Opaque(argument));
            if (IsChangedByAddress(helper, helper.Method!.Parameters[parameter.Ordinal], argument.Value)) Store(argument.Value, value, value, null, argument, state);
            Leave(argument.Value, value, call, state);
        }

        foreach (var guard in helper.GuardsIn(helper.HeldAtExit))
            state.Acquire(Guard(Here(guard.Token, receiver, inputs, map) is { Kind: not SymKind.Opaque } token ? token : Sym.Opaque(call), call, guard.Kind));
        if (!method.ReturnsVoid && helper.HeldAtExit != 0) return FlowValue.Of(Sym.Opaque(call));
        if (method.ReturnsVoid) return receiver.As(Sym.Opaque(call));
        var result = Here(helper.Returned, receiver, inputs, bits, map);
        return instance is { Type.IsValueType: true } ? result.And(receiver) : result; // what a value makes, it makes of itself

        // A lambda that the helper hands a loaded row to runs after the load, and before the save.
        void RunHanded(IFlowAnonymousFunctionOperation lambda, IParameterSymbol parameter)
        {
            handed = null;
            var given = helper.Handed[parameter.Ordinal].Arguments.Select(value => Here(value, receiver, inputs, bits, map)).ToImmutableArray();
            inputs[helper.Method!.Parameters[parameter.Ordinal]] = RunInHelper(lambda, (IInvocationOperation)call, parameter, helper, given, state);
        }
    }

    private bool IsOfNewRow(Access access) => _context.HasRows && access.Member?.ContainingType is { } row && _context.Entities.Contains(row);

    /// <summary>The reads that decide whether this method throws, or one that it calls.</summary>
    private ulong Refusals(FlowState exit)
    {
        var reads = exit.Passed;
        foreach (var block in _frame.Graph.Blocks)
            if (block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Throw) reads |= ControlReads(_frame, block.Ordinal);
        return reads;
    }

    /// <summary>The table of a generic helper, for the type it is used with here.</summary>
    private static Sym? Closed(Sym? table, IMethodSymbol method, IOperation? instance)
    {
        if (table?.Head is not ITypeParameterSymbol open) return table;
        if (open.TypeParameterKind == TypeParameterKind.Method) return open.Ordinal < method.TypeArguments.Length ? Sym.Pure(method.TypeArguments[open.Ordinal]) : table;
        for (var type = instance?.Type as INamedTypeSymbol ?? method.ContainingType; type is not null; type = type.BaseType)
            if (open.Ordinal < type.TypeArguments.Length) return Sym.Pure(type.TypeArguments[open.Ordinal]);
        foreach (var type in (instance?.Type as INamedTypeSymbol ?? method.ContainingType).AllInterfaces)
            if (type.TypeArguments.Length > open.Ordinal && type.IsGenericType) return Sym.Pure(type.TypeArguments[open.Ordinal]);
        return table;
    }

    /// <summary>The key of an access in a helper is one of the helper's parameters: the reads that the caller's argument derives from.</summary>
    private static ulong KeyInputs(Sym? key, Dictionary<IParameterSymbol, FlowValue> inputs) =>
        key is { Kind: SymKind.Parameter, Head: IParameterSymbol parameter } && inputs.TryGetValue(parameter, out var value) ? value.Origins : 0;

    private static FlowValue Here(FlowValue value, FlowValue receiver, Dictionary<IParameterSymbol, FlowValue> inputs, ulong[] bits, Dictionary<Access, Access> map)
    {
        if (value.Sym is null) return value;
        var result = new FlowValue(Here(value.Origins, bits), 0, Here(value.Sym, receiver, inputs, map));
        foreach (var input in inputs)
            if (input.Key.Ordinal < 62 && (value.Inputs & (1UL << input.Key.Ordinal)) != 0) result = result.And(input.Value);
        return result;
    }

    private static ulong Here(ulong origins, ulong[] bits)
    {
        var result = 0UL;
        for (var i = 0; i < 64; i++)
            if ((origins & (1UL << i)) != 0) result |= bits[i];
        return result;
    }

    private static Place Here(Place place, FlowValue receiver, Dictionary<IParameterSymbol, FlowValue> inputs, Dictionary<Access, Access> map) => place with
    {
        Container = place.Container is null ? null : Here(place.Container, receiver, inputs, map),
        Key = place.Key is null ? null : Here(Told(place.Key, inputs), receiver, inputs, map),
        SubKey = place.SubKey is null ? null : Here(Told(place.SubKey, inputs), receiver, inputs, map),
    };

    /// <summary>What the helper makes of its arguments in a way that is not understood is the same in two calls only if those are.</summary>
    private static Sym Told(Sym key, Dictionary<IParameterSymbol, FlowValue> inputs) => key.Substitute(part => part.Kind is SymKind.Opaque or SymKind.Phi
        ? Sym.Pure(part, ImmutableArray.Create(part, Sym.This).AddRange(inputs.OrderBy(input => input.Key.Ordinal).Select(input => Sym.Parameter(input.Key))))
        : null);

    /// <summary>A value of the helper, in the caller's terms.</summary>
    private static Sym Here(Sym sym, FlowValue receiver, Dictionary<IParameterSymbol, FlowValue> inputs, Dictionary<Access, Access> map) => sym.Substitute(leaf => leaf.Kind switch
    {
        SymKind.This => receiver.Sym,
        SymKind.Parameter when inputs.TryGetValue((IParameterSymbol)leaf.Head!, out var value) => value.Sym,
        SymKind.Pure when leaf.Head is Access answered && map.TryGetValue(answered, out var access) => Sym.Pure(access),
        SymKind.Result when map.TryGetValue((Access)leaf.Head!, out var access) => access is { Imported: null, Kind: AccessKind.Count } ? Sym.Pure(access) : Sym.Result(access),
        _ => null,
    });
}

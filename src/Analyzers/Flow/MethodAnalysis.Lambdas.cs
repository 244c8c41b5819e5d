using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Locks;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Lambdas and local functions: analysed where they are created or called, with what is known there.</summary>
internal sealed partial class MethodAnalysis
{
    private static readonly ImmutableArray<FlowValue> s_unknown = ImmutableArray<FlowValue>.Empty;

    private readonly List<FlowFrame> _frames = [];
    private readonly HashSet<IMethodSymbol> _running = new(SymbolEqualityComparer.Default);

    private static bool IsLambda(IOperation argument, out IFlowAnonymousFunctionOperation lambda)
    {
        while (argument is IConversionOperation conversion) argument = conversion.Operand;
        if (argument is IDelegateCreationOperation creation) argument = creation.Target;
        lambda = (argument as IFlowAnonymousFunctionOperation)!;
        return lambda is not null;
    }

    /// <summary>Runs a lambda's body on a copy of the state.</summary>
    /// <param name="lambda">The lambda.</param>
    /// <param name="run">When it runs, seen from here.</param>
    /// <param name="site">The call it is handed to.</param>
    /// <param name="arguments">What its parameters are; the last is used for all that follow, none means unknown.</param>
    /// <param name="guard">A guard that the call holds around it, as a bit.</param>
    /// <param name="state">The state here.</param>
    /// <returns>What the lambda returns.</returns>
    private FlowValue RunLambda(
        IFlowAnonymousFunctionOperation lambda, LambdaRun run, IOperation? site, ImmutableArray<FlowValue> arguments, uint guard, FlowState state) =>
        RunNested(lambda.Symbol, _frame.Graph.GetAnonymousFunctionControlFlowGraph(lambda, _cancellation), run, site, arguments, guard, state);

    private FlowValue RunLocalFunction(IInvocationOperation call, FlowState state)
    {
        var arguments = ImmutableArray.CreateBuilder<FlowValue>();
        foreach (var parameter in call.TargetMethod.Parameters)
        {
            var value = FlowValue.Of(Sym.Opaque(call));
            foreach (var argument in call.Arguments)
                if (SymbolEqualityComparer.Default.Equals(argument.Parameter, parameter)) value = Evaluate(argument.Value, state);
            arguments.Add(value);
        }

        var graph = LocalFunctionGraph(call.TargetMethod.OriginalDefinition);
        return graph is null ? Union(call, state) : RunNested(call.TargetMethod.OriginalDefinition, graph, LambdaRuns.OfLocalFunction(call), call, arguments.ToImmutable(), 0, state);
    }

    /// <summary>A local function that is handed to a call by its name.</summary>
    private static IMethodSymbol? LocalFunction(IOperation argument)
    {
        while (argument is IConversionOperation conversion) argument = conversion.Operand;
        if (argument is IDelegateCreationOperation creation) argument = creation.Target;
        return argument is IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } function } ? function.OriginalDefinition : null;
    }

    /// <summary>Delegates that are listed one by one: <c>Parallel.Invoke(() => …, () => …)</c>.</summary>
    private void RunListed(IArrayInitializerOperation listed, IInvocationOperation call, FlowState state)
    {
        foreach (var element in listed.ElementValues)
            if (IsLambda(element, out var lambda)) RunLambda(lambda, LambdaRuns.Of(call, lambda.Symbol), call, s_unknown, 0, state);
    }

    private void RunLocalFunction(IMethodSymbol function, IOperation site, FlowState state)
    {
        if (LocalFunctionGraph(function) is { } graph) RunNested(function, graph, LambdaRuns.Of(site, function), site, s_unknown, 0, state);
    }

    private ControlFlowGraph? LocalFunctionGraph(IMethodSymbol function)
    {
        for (var graph = _frame.Graph; graph is not null; graph = graph.Parent)
            if (graph.LocalFunctions.Contains(function)) return graph.GetLocalFunctionControlFlowGraph(function, _cancellation);
        return null;
    }

    private FlowValue RunNested(
        IMethodSymbol function, ControlFlowGraph graph, LambdaRun run, IOperation? site, ImmutableArray<FlowValue> arguments, uint guard, FlowState state)
    {
        if (_running.Count >= MaxNesting || !_running.Add(function)) return FlowValue.Of(Sym.Opaque(graph));
        var (outerFrame, outerBlock) = (_frame, _block);
        var inner = state.Copy();
        var inherits = run is LambdaRun.AtOnce or LambdaRun.Overlapping;
        if (!inherits) inner.Release(uint.MaxValue);
        inner.Acquire(guard);
        for (var i = 0; i < function.Parameters.Length; i++)
        {
            var value = arguments.IsEmpty ? FlowValue.Of(Sym.Parameter(function.Parameters[i])) : arguments[Math.Min(i, arguments.Length - 1)];
            if (run is LambdaRun.InParallel or LambdaRun.Overlapping && value.Sym.Kind == SymKind.Opaque) value = value.As(Sym.Parameter(function.Parameters[i])); // another one in each run
            inner.Set(Sym.Slot(function.Parameters[i]), value);
        }

        _frame = Frame(graph, run, site);
        if (run is not LambdaRun.AtOnce) ForgetVariables(inner);
        var (exit, returned) = RunGraph(inner);
        _frame = outerFrame;
        _block = outerBlock;
        _running.Remove(function);
        state.Absorb(exit, inherits, (outerFrame, graph));
        return returned;
    }

    /// <summary>One frame for a lambda however often the code around it is visited.</summary>
    private FlowFrame Frame(ControlFlowGraph graph, LambdaRun run, IOperation? site)
    {
        foreach (var frame in _frames)
            if (frame.Graph == graph && frame.Site == site) return frame;
        var created = new FlowFrame(graph, _frame, _block, run, site);
        _frames.Add(created);
        return created;
    }

    /// <summary>A delegate parameter that a helper invokes: the lambda runs there and then, under the helper's lock if it holds one.</summary>
    private FlowValue RunInHelper(
        IFlowAnonymousFunctionOperation lambda, IInvocationOperation call, IParameterSymbol parameter, MethodFlow helper, ImmutableArray<FlowValue> arguments, FlowState state)
    {
        var invoked = helper.Invokes.TryGetValue(parameter.Ordinal, out var locked);
        var guard = locked || LockCalls.RunsDelegateUnderLock(call.TargetMethod) ? Guard(Sym.Opaque(call), call, GuardKind.Exclusive) : 0;
        return RunLambda(lambda, invoked ? LambdaRun.AtOnce : LambdaRuns.Of(call, lambda.Symbol), call, arguments, guard, state);
    }

    /// <summary>A delegate is invoked: what a parameter of the method is handed, its callers will want to know.</summary>
    private FlowValue Invoke(IInvocationOperation call, FlowState state)
    {
        if (call.Instance is IParameterReferenceOperation { Parameter: var parameter } && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, _method))
        {
            _invokes[parameter.Ordinal] = state.Held != 0 || (_invokes.TryGetValue(parameter.Ordinal, out var locked) && locked);
            var arguments = ImmutableArray.CreateBuilder<FlowValue>();
            foreach (var argument in call.Arguments) arguments.Add(Evaluate(argument.Value, state));
            _handed[parameter.Ordinal] = (_handed.TryGetValue(parameter.Ordinal, out var known) ? known.Before : _order.Count, arguments.ToImmutable());
        }

        return Union(call, state);
    }
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using RaceSafe.Analyzers.Flow.Locks;

namespace RaceSafe.Analyzers.Flow;

/// <summary>
/// The forward analysis of one method: runs every block until nothing changes, and notes each access on the way.
/// The parts of this class are the transfer functions, by what they transfer: expressions, members, assignments, calls, lambdas.
/// </summary>
internal sealed partial class MethodAnalysis
{
    private const int MaxReads = 64;
    private const int MaxGuards = 31;
    private const int MaxBlocks = 1500;
    private const int MaxVisitsPerBlock = 12;
    private const int MaxNesting = 6;
    private const int MaxExpressionDepth = 300;
    private const int MaxWork = 400_000;

    private readonly FlowContext _context;
    private readonly IMethodSymbol _method;
    private readonly ISet<ISymbol> _trackedMembers;
    private readonly int _depth;
    private readonly CancellationToken _cancellation;

    private readonly Dictionary<(IOperation, object), Access> _accesses = [];
    private readonly List<Access> _order = [];
    private readonly List<Access> _reads = [];
    private readonly List<HeldGuard> _guards = [];
    private readonly Dictionary<int, bool> _invokes = [];
    private readonly Dictionary<int, (int Before, ImmutableArray<FlowValue> Arguments)> _handed = [];
    private readonly Dictionary<CaptureId, IOperation> _captures = [];

    private FlowFrame _frame;
    private int _block;
    private int _nesting;
    private int _work;
    private bool _gaveUp;

    private MethodAnalysis(
        FlowContext context, IMethodSymbol method, ControlFlowGraph graph, ISet<ISymbol> trackedMembers, int depth, CancellationToken cancellation)
    {
        _context = context;
        _method = method;
        _trackedMembers = trackedMembers;
        _depth = depth;
        _cancellation = cancellation;
        _frame = new(graph, null, 0, LambdaRun.Body, null);
    }

    /// <summary>Analyses one method.</summary>
    /// <param name="context">What is known of the compilation.</param>
    /// <param name="method">The method.</param>
    /// <param name="graph">Its control-flow graph.</param>
    /// <param name="trackedMembers">Fields and properties whose reads and writes are accesses.</param>
    /// <param name="depth">How many calls this one is away from the method under analysis.</param>
    /// <param name="cancellation">Ends the analysis.</param>
    /// <returns>What it does, or <see cref="MethodFlow.Nothing"/> when it exceeds the budget.</returns>
    public static MethodFlow Run(
        FlowContext context, IMethodSymbol method, ControlFlowGraph graph, ISet<ISymbol> trackedMembers, int depth, CancellationToken cancellation)
    {
        if (graph.Blocks.Length > MaxBlocks) return MethodFlow.Nothing;
        RuntimeHelpers.EnsureSufficientExecutionStack(); // an error costs a method, an overflow the compiler
        return new MethodAnalysis(context, method, graph, trackedMembers, depth, cancellation).Run();
    }

    private MethodFlow Run()
    {
        var start = new FlowState();
        if (IsSynchronized(_method)) start.Acquire(Guard(Sym.This, _frame.Graph.OriginalOperation, GuardKind.Exclusive));
        var (exit, returned) = RunGraph(start);
        if (_gaveUp) return MethodFlow.Nothing;
        foreach (var access in _order) access.ControlReads = ControlReads(access);
        return new()
        {
            Method = _method,
            Accesses = _order.ToImmutableArray(),
            Reads = _reads.ToImmutableArray(),
            Guards = _guards.ToImmutableArray(),
            Returned = returned,
            Outs = Outs(exit),
            Refusals = Refusals(exit),
            HeldAtExit = exit.Held,
            Invokes = _invokes.ToImmutableDictionary(),
            Handed = _handed.ToImmutableDictionary(),
        };
    }

    /// <summary>Runs the graph of the current frame to its fixpoint.</summary>
    private (FlowState Exit, FlowValue Returned) RunGraph(FlowState start)
    {
        var blocks = _frame.Graph.Blocks;
        var states = new FlowState?[blocks.Length];
        var visits = new int[blocks.Length];
        var pending = new SortedSet<int> { 0 };
        states[0] = start;
        FlowState? exit = null;
        FlowValue? returned = null;
        while (pending.Count > 0 && !_gaveUp)
        {
            _cancellation.ThrowIfCancellationRequested();
            var ordinal = pending.Min;
            pending.Remove(ordinal);
            if (++visits[ordinal] > MaxVisitsPerBlock) continue;
            var block = blocks[ordinal];
            var state = states[ordinal]!.Copy();
            var branch = Execute(block, state);
            foreach (var handler in Handlers(block))
            {
                FlowTo(handler, states[ordinal]!);
                FlowTo(handler, state);
            }

            if (block.FallThroughSuccessor is { Semantics: ControlFlowBranchSemantics.Return } && branch is { } plain)
            {
                var value = Deep(plain, state); // an object takes with it what was put into it
                returned = returned is { } earlier ? Merge(earlier, value, _frame) : value;
            }

            foreach (var edge in new[] { block.ConditionalSuccessor, block.FallThroughSuccessor })
            {
                if (edge?.Destination is null) continue;
                var after = state;
                if (!edge.FinallyRegions.IsEmpty)
                {
                    after = state.Copy();
                    foreach (var region in edge.FinallyRegions) after = RunRegion(region, after);
                    _block = ordinal;
                }

                if (branch is { } decided && IsWhenFalse(block, edge)) after = WithoutFound(decided.Sym, after);
                FlowTo(edge.Destination.Ordinal, after, isOwn: block.ConditionalSuccessor is null);
            }

            if (block.Kind == BasicBlockKind.Exit) exit = state;
        }

        return (exit ?? start, returned ?? FlowValue.Of(Sym.Opaque(_frame)));

        void FlowTo(int target, FlowState state, bool isOwn = false)
        {
            if (states[target] is not { } known) states[target] = isOwn ? state : state.Copy();
            else if (!known.Join(state, (_frame, target))) return;
            pending.Add(target);
        }
    }

    /// <summary>Runs a finally region as a subroutine of the branch that passes through it.</summary>
    private FlowState RunRegion(ControlFlowRegion region, FlowState start)
    {
        var states = new Dictionary<int, FlowState> { [region.FirstBlockOrdinal] = start };
        FlowState? end = null;
        for (var ordinal = region.FirstBlockOrdinal; ordinal <= region.LastBlockOrdinal; ordinal++)
        {
            if (!states.TryGetValue(ordinal, out var state)) continue;
            var block = _frame.Graph.Blocks[ordinal];
            Execute(block, state);
            foreach (var edge in new[] { block.ConditionalSuccessor, block.FallThroughSuccessor })
            {
                if (edge is null) continue;
                if (edge.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling)
                {
                    if (end is null) end = state.Copy();
                    else end.Join(state, (_frame, region));
                }
                else if (edge.Destination is { } next && next.Ordinal > ordinal && next.Ordinal <= region.LastBlockOrdinal)
                {
                    if (states.TryGetValue(next.Ordinal, out var known)) known.Join(state, (_frame, next.Ordinal));
                    else states[next.Ordinal] = state.Copy();
                }
            }
        }

        return end ?? start;
    }

    private FlowValue? Execute(BasicBlock block, FlowState state)
    {
        _block = block.Ordinal;
        foreach (var operation in block.Operations)
        {
            LeaveLocks(operation, state);
            EnterLock(operation, state);
            Evaluate(operation, state);
            if (_gaveUp) return null;
        }

        if (block.BranchValue is null) return null;
        LeaveLocks(block.BranchValue, state);
        var value = Evaluate(block.BranchValue, state);
        _frame.SetBranch(block.Ordinal, value);
        return value;
    }

    private ImmutableDictionary<int, FlowValue> Outs(FlowState exit)
    {
        var outs = ImmutableDictionary<int, FlowValue>.Empty;
        foreach (var parameter in _method.Parameters)
            if (parameter.RefKind is RefKind.Out or RefKind.Ref && exit.TryGet(Sym.Slot(parameter), out var value))
                outs = outs.SetItem(parameter.Ordinal, value);
        return outs;
    }

    private static FlowValue Merge(FlowValue left, FlowValue right, object join) =>
        new(left.Origins | right.Origins, left.Inputs | right.Inputs, left.Sym == right.Sym ? left.Sym : Sym.Phi(join, left.Sym));

    private uint Guard(Sym token, IOperation acquisition, GuardKind kind)
    {
        foreach (var guard in _guards)
            if (ReferenceEquals(guard.Acquisition, acquisition) && guard.Token == token) return guard.Bit;
        if (_guards.Count >= MaxGuards)
        {
            _gaveUp = true;
            return 0;
        }

        var bit = 1U << _guards.Count;
        _guards.Add(new(token, acquisition, kind, bit));
        return bit;
    }

    /// <summary>Gives a lock up altogether.</summary>
    private void ReleaseToken(Sym token, FlowState state)
    {
        var bits = 0U;
        foreach (var guard in _guards)
            if (guard.Token == token) bits |= guard.Bit;
        state.Release(bits);
    }

    /// <summary>Leaves a lock once: who has entered it again inside still holds it from before.</summary>
    private void LeaveToken(Sym token, FlowState state)
    {
        for (var i = _guards.Count - 1; i >= 0; i--)
        {
            if (_guards[i].Token != token || (state.Held & _guards[i].Bit) == 0) continue;
            state.Release(_guards[i].Bit);
            return;
        }
    }

    private static bool IsSynchronized(IMethodSymbol method) =>
        (method.MethodImplementationFlags & System.Reflection.MethodImplAttributes.Synchronized) != 0;
}

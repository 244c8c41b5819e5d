using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace RaceSafe.Analyzers.Flow;

/// <summary>When a lambda runs, seen from the code that creates it.</summary>
internal enum LambdaRun
{
    /// <summary>Not a lambda: the body of the method.</summary>
    Body,

    /// <summary>Before the call it is handed to returns, on the same thread: it inherits the locks.</summary>
    AtOnce,

    /// <summary>Several times in parallel: <c>Parallel.ForEach</c>.</summary>
    InParallel,

    /// <summary>
    /// Started one after the other under the same locks, and continued side by side after an await: <c>Task.WhenAll(xs.Select(async x => …))</c>.
    /// </summary>
    Overlapping,

    /// <summary>On another thread: <c>Task.Run</c>, a timer.</summary>
    Elsewhere,

    /// <summary>Nobody can say.</summary>
    Later,
}

/// <summary>One control-flow graph under analysis: a method body, or a lambda or local function inside it.</summary>
internal sealed class FlowFrame(ControlFlowGraph graph, FlowFrame? parent, int parentBlock, LambdaRun run, IOperation? site)
{
    /// <summary>For every block, what the value that it branches on or returns derives from. Filled in during the analysis.</summary>
    private readonly FlowValue[] _branches = new FlowValue[graph.Blocks.Length];

    private readonly ConcurrentDictionary<(string Question, int Block, bool WhenTrue), IOperation?> _answers = new();

    private ControlDependence? _dependence;

    public ControlFlowGraph Graph { get; } = graph;

    public FlowFrame? Parent { get; } = parent;

    /// <summary>The block of the parent in which the lambda is created or the local function called.</summary>
    public int ParentBlock { get; } = parentBlock;

    public LambdaRun Run { get; } = run;

    /// <summary>The call that the lambda is handed to.</summary>
    public IOperation? Site { get; } = site;

    /// <summary>That place lies in the code of this frame.</summary>
    public bool Encloses(Location place) =>
        place.SourceTree == Graph.OriginalOperation.Syntax.SyntaxTree && Graph.OriginalOperation.Syntax.Span.Contains(place.SourceSpan);

    /// <summary>A question about all that hangs on a branch is asked for each write under it, and answered once.</summary>
    public IOperation? Answer(string question, int block, bool whenTrue, Func<IOperation?> answer) =>
        _answers.TryGetValue((question, block, whenTrue), out var known) ? known : _answers.GetOrAdd((question, block, whenTrue), answer());

    public ControlDependence Dependence => _dependence ??= new(Graph);

    public FlowValue BranchOf(int block) => _branches[block];

    internal void SetBranch(int block, FlowValue value) =>
        _branches[block] = new(_branches[block].Origins | value.Origins, _branches[block].Inputs | value.Inputs, value.Sym);

    /// <summary>The branches that decide whether that block runs, those of the surrounding frames included.</summary>
    public IEnumerable<Decision> DecisionsFor(int block)
    {
        foreach (var (branch, whenTrue) in Dependence.BranchesFor(block))
            yield return new(this, branch, _branches[branch].Origins, _branches[branch].Inputs, whenTrue, _branches[branch].Sym);
        if (Parent is null) yield break;
        foreach (var decision in Parent.DecisionsFor(ParentBlock)) yield return decision;
    }
}

/// <summary>A branch that decides whether something runs.</summary>
/// <param name="Frame">The code that branches.</param>
/// <param name="Block">The block that ends with the branch.</param>
/// <param name="Origins">The reads it derives from.</param>
/// <param name="Inputs">The parameters it derives from.</param>
/// <param name="WhenTrue">The outcome that leads there.</param>
/// <param name="Sym">The condition's symbolic value.</param>
internal readonly record struct Decision(FlowFrame Frame, int Block, ulong Origins, ulong Inputs, bool WhenTrue, Sym? Sym)
{
    /// <summary>The value branched on.</summary>
    public IOperation Condition => Frame.Graph.Blocks[Block].BranchValue!;
}

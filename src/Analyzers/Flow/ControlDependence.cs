using System.Collections.Immutable;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace RaceSafe.Analyzers.Flow;

/// <summary>
/// Which branches decide whether a block runs, from the post-dominator tree of the graph
/// (Ferrante, Ottenstein, Warren 1987; the tree by the iteration of Cooper, Harvey, Kennedy 2001).
/// A throw leaves to the exit, so what follows a guard clause that throws depends on it. A loop without an end is given an
/// edge to the exit, so that the tree covers every block.
/// </summary>
internal sealed class ControlDependence
{
    private readonly ControlFlowGraph _graph;
    private readonly int _exit;
    private readonly bool[] _leaves;
    private readonly int[] _postDominator;
    private readonly List<(int Branch, bool WhenTrue)>[] _direct;
    private readonly ImmutableArray<(int Branch, bool WhenTrue)>[] _branches;
    private (List<int>? WhenTrue, List<int>? WhenFalse)[]? _blocks;

    public ControlDependence(ControlFlowGraph graph)
    {
        _graph = graph;
        _exit = graph.Blocks.Length - 1;
        _leaves = new bool[graph.Blocks.Length];
        _postDominator = PostDominators();
        _direct = new List<(int, bool)>[graph.Blocks.Length];
        _branches = new ImmutableArray<(int, bool)>[graph.Blocks.Length];
        foreach (var block in graph.Blocks)
        {
            if (block.ConditionKind == ControlFlowConditionKind.None) continue;
            var jumpsWhenTrue = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            Mark(block, block.ConditionalSuccessor, jumpsWhenTrue);
            Mark(block, block.FallThroughSuccessor, !jumpsWhenTrue);
        }
    }

    /// <summary>Every branch on which it depends, directly or through other branches, that the block runs.</summary>
    public ImmutableArray<(int Branch, bool WhenTrue)> BranchesFor(int block)
    {
        if (_branches[block].IsDefault) _branches[block] = Close(block);
        return _branches[block];
    }

    /// <summary>Every block that runs only if that branch falls like this.</summary>
    public IReadOnlyList<int> BlocksUnder(int branch, bool whenTrue)
    {
        var blocks = (_blocks ??= Invert())[branch];
        return (whenTrue ? blocks.WhenTrue : blocks.WhenFalse) ?? [];
    }

    private ImmutableArray<(int Branch, bool WhenTrue)> Close(int block)
    {
        var found = ImmutableArray.CreateBuilder<(int, bool)>();
        var seen = new HashSet<(int, bool)>();
        var pending = new Stack<int>();
        pending.Push(block);
        while (pending.Count > 0)
        {
            foreach (var decision in _direct[pending.Pop()] ?? [])
            {
                if (!seen.Add(decision)) continue;
                found.Add(decision);
                if (!seen.Contains((decision.Branch, !decision.WhenTrue))) pending.Push(decision.Branch);
            }
        }

        return found.ToImmutable();
    }

    private (List<int>? WhenTrue, List<int>? WhenFalse)[] Invert()
    {
        var result = new (List<int>? WhenTrue, List<int>? WhenFalse)[_direct.Length];
        for (var block = 0; block < _direct.Length; block++)
        {
            foreach (var (branch, whenTrue) in BranchesFor(block))
            {
                if (whenTrue) (result[branch].WhenTrue ??= []).Add(block);
                else (result[branch].WhenFalse ??= []).Add(block);
            }
        }

        return result;
    }

    private void Mark(BasicBlock branch, ControlFlowBranch? taken, bool whenTrue)
    {
        if (taken is null) return;
        var stop = _postDominator[branch.Ordinal];
        for (var block = taken.Destination?.Ordinal ?? _exit; block >= 0 && block != stop; block = _postDominator[block])
        {
            (_direct[block] ??= []).Add((branch.Ordinal, whenTrue));
            if (block == branch.Ordinal && _postDominator[block] == block) break;
        }
    }

    private int[] PostDominators()
    {
        var count = _graph.Blocks.Length;
        var order = ReversePostOrderFromExit(out var position);
        var result = new int[count];
        for (var i = 0; i < count; i++) result[i] = -1;
        result[_exit] = _exit;
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var block in order)
            {
                if (block == _exit) continue;
                var meet = -1;
                foreach (var next in Successors(_graph.Blocks[block]))
                {
                    if (result[next] < 0) continue;
                    meet = meet < 0 ? next : Intersect(meet, next, result, position);
                }

                if (meet < 0 || result[block] == meet) continue;
                result[block] = meet;
                changed = true;
            }
        }

        result[_exit] = -1;
        return result;
    }

    private static int Intersect(int left, int right, int[] tree, int[] position)
    {
        while (left != right)
        {
            while (position[left] > position[right]) left = tree[left];
            while (position[right] > position[left]) right = tree[right];
        }

        return left;
    }

    private List<int> ReversePostOrderFromExit(out int[] position)
    {
        List<int> order;
        while (true)
        {
            order = PostOrderFromExit(out var seen);
            var endless = -1;
            foreach (var block in _graph.Blocks)
                if (!seen[block.Ordinal] && block.IsReachable) endless = block.Ordinal;
            if (endless < 0) break;
            _leaves[endless] = true;
        }

        order.Reverse();
        position = new int[_graph.Blocks.Length];
        for (var i = 0; i < order.Count; i++) position[order[i]] = i;
        return order;
    }

    private List<int> PostOrderFromExit(out bool[] seen)
    {
        var predecessors = new List<int>[_graph.Blocks.Length];
        foreach (var block in _graph.Blocks)
            foreach (var next in Successors(block)) (predecessors[next] ??= []).Add(block.Ordinal);

        var postOrder = new List<int>();
        seen = new bool[_graph.Blocks.Length];
        var stack = new Stack<(int Block, int Next)>();
        stack.Push((_exit, 0));
        seen[_exit] = true;
        while (stack.Count > 0)
        {
            var (block, next) = stack.Pop();
            var list = predecessors[block];
            if (list is null || next >= list.Count)
            {
                postOrder.Add(block);
                continue;
            }

            stack.Push((block, next + 1));
            if (seen[list[next]]) continue;
            seen[list[next]] = true;
            stack.Push((list[next], 0));
        }

        return postOrder;
    }

    private IEnumerable<int> Successors(BasicBlock block)
    {
        if (block.ConditionalSuccessor is { } conditional) yield return conditional.Destination?.Ordinal ?? _exit;
        if (block.FallThroughSuccessor is { } next) yield return next.Destination?.Ordinal ?? _exit;
        if (_leaves[block.Ordinal]) yield return _exit;
    }
}

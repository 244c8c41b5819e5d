using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety.Harmless;

/// <summary>Ways through a body: what can follow what.</summary>
internal static class Branches
{
    /// <summary>The second can run after the first.</summary>
    public static bool CanFollow(Access first, Access second) =>
        !ReferenceEquals(first.Frame, second.Frame) || first.Block == second.Block || Reachable(first.Frame, first.Block).Any(block => block.Ordinal == second.Block);

    /// <summary>One can run after the other: they are not two branches of one decision.</summary>
    public static bool Meet(Access access, BasicBlock block) =>
        block.Ordinal == access.Block || Reachable(access.Frame, access.Block).Contains(block) || Reachable(access.Frame, block.Ordinal).Any(next => next.Ordinal == access.Block);

    /// <summary>The block and all that can run after it.</summary>
    public static IEnumerable<BasicBlock> Reachable(FlowFrame frame, int from)
    {
        var seen = new HashSet<int> { from };
        var pending = new Stack<int>();
        pending.Push(from);
        while (pending.Count > 0)
        {
            var block = frame.Graph.Blocks[pending.Pop()];
            yield return block;
            foreach (var edge in new[] { block.ConditionalSuccessor, block.FallThroughSuccessor })
                if (edge?.Destination is { } next && seen.Add(next.Ordinal)) pending.Push(next.Ordinal);
        }
    }

    /// <summary>The expression without conversions, awaits and parentheses.</summary>
    public static IOperation? Unwrap(IOperation? operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion: operation = conversion.Operand; break;
                case IAwaitOperation wait: operation = wait.Operation; break;
                case IParenthesizedOperation parenthesized: operation = parenthesized.Operand; break;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetResult" or "GetAwaiter", Instance: { } task }: operation = task; break;
                default: return operation;
            }
        }
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety;

/// <summary>What the outcome of a branch means: was something there, or was nothing?</summary>
internal static class Branches
{
    /// <summary>The branches that a read decides and on which it depends that a block runs, each with its outcome.</summary>
    public static IEnumerable<(int Branch, bool WhenTrue)> Of(Access read, FlowFrame frame, int block)
    {
        foreach (var (branch, whenTrue) in frame.Dependence.BranchesFor(block))
            if ((frame.BranchOf(branch).Origins & read.ReadBit) != 0) yield return (branch, whenTrue);
    }

    /// <summary>True when that outcome means that the read found nothing, false when it found something, null when it says neither.</summary>
    public static bool? MeansMissing(Access read, FlowFrame frame, int branch, bool whenTrue) =>
        MeansMissing(frame.Graph.Blocks[branch].BranchValue, whenTrue, read, frame.BranchOf(branch).Sym);

    private static bool? MeansMissing(IOperation? condition, bool outcome, Access read, Sym? value)
    {
        switch (Unwrap(condition))
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return MeansMissing(not.Operand, !outcome, read, Negated(value));
            case IIsNullOperation:
                return outcome;
            case IIsPatternOperation match:
                return OfPattern(match.Pattern) is { } missing ? missing == outcome : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                var other = IsNothing(comparison.RightOperand) ? comparison.LeftOperand : IsNothing(comparison.LeftOperand) ? comparison.RightOperand : null;
                var equal = outcome == (comparison.OperatorKind == BinaryOperatorKind.Equals);
                if (other is not null) return equal;
                return Truth(comparison.RightOperand) is { } truth ? MeansMissing(comparison.LeftOperand, equal == truth, read, null) : null;
            case IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" }:
                return outcome;
            case IPropertyReferenceOperation { Property.Name: "IsNull" or "IsNullOrEmpty" }:
                return outcome;
            case IPropertyReferenceOperation { Property.Name: "HasValue" }:
                return !outcome;
            case IInvocationOperation call when IsBoolean(call.TargetMethod.ReturnType):
                return call.Syntax == read.Operation.Syntax || AsksForMember(call, read) ? !outcome : null; // any other call asks something about what was found
            case ILocalReferenceOperation or IFlowCaptureReferenceOperation when condition is { Type.SpecialType: SpecialType.System_Boolean }:
                return Decisions.Says(value, read) is { } present ? present != outcome : IsAnswer(value) ? !outcome : null;
            default:
                return null;
        }
    }

    /// <summary>The second can run after the first.</summary>
    public static bool CanFollow(Access first, Access second) =>
        !ReferenceEquals(first.Frame, second.Frame) || first.Block == second.Block || Reachable(first.Frame, first.Block).Any(block => block.Ordinal == second.Block);

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

    /// <summary>Whether something is among the members that were read: the question that the store could have answered itself.</summary>
    private static bool AsksForMember(IInvocationOperation call, Access read) =>
        (call.TargetMethod.Name is "Any" or "Contains" or "ContainsKey" or "Exists") && read.Spec.Shape is RedisTable.List or RedisTable.Set or RedisTable.SortedSet or RedisTable.Hash;

    /// <summary>Nothing that was computed: what the read itself said, perhaps in a helper.</summary>
    private static bool IsAnswer(Sym? value) => value is not { Kind: SymKind.Pure } or { Head: Access };

    private static Sym? Negated(Sym? value) => value is { Kind: SymKind.Pure, Head: UnaryOperatorKind.Not, Parts: { Length: 1 } parts } ? parts[0] : null;

    private static bool? OfPattern(IPatternOperation pattern) => pattern switch
    {
        INegatedPatternOperation negated => !OfPattern(negated.Pattern),
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } => true,
        IDeclarationPatternOperation or IRecursivePatternOperation or ITypePatternOperation => false,
        _ => null,
    };

    /// <summary>What stands for "no value": null, default, <c>RedisValue.Null</c>.</summary>
    private static bool IsNothing(IOperation operation) =>
        Unwrap(operation) is { } value
        && (value is IDefaultValueOperation || value.ConstantValue is { HasValue: true, Value: null } || value is IPropertyReferenceOperation { Property.Name: "Null" or "EmptyString" });

    private static bool? Truth(IOperation operation) => Unwrap(operation)?.ConstantValue is { HasValue: true, Value: bool truth } ? truth : null;

    private static bool IsBoolean(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Boolean
        || type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 } task && task.TypeArguments[0].SpecialType == SpecialType.System_Boolean;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;

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

    /// <summary>True when that outcome means that nothing was found, false when something was, null when it says neither.</summary>
    public static bool? MeansMissing(IOperation? condition, bool outcome)
    {
        switch (Unwrap(condition))
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return MeansMissing(not.Operand, !outcome);
            case IIsNullOperation:
                return outcome;
            case IIsPatternOperation match:
                return OfPattern(match.Pattern) is { } missing ? missing == outcome : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                var other = IsNothing(comparison.RightOperand) ? comparison.LeftOperand : IsNothing(comparison.LeftOperand) ? comparison.RightOperand : null;
                var equal = outcome == (comparison.OperatorKind == BinaryOperatorKind.Equals);
                if (other is not null) return equal;
                return Truth(comparison.RightOperand) is { } truth ? MeansMissing(comparison.LeftOperand, equal == truth) : null;
            case IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" }:
                return outcome;
            case IPropertyReferenceOperation { Property.Name: "IsNull" or "IsNullOrEmpty" }:
                return outcome;
            case IPropertyReferenceOperation { Property.Name: "HasValue" }:
                return !outcome;
            case IInvocationOperation { TargetMethod: var method } when IsBoolean(method.ReturnType) && !SaysSomethingElse(method.Name):
                return !outcome;
            case ILocalReferenceOperation or IFlowCaptureReferenceOperation when condition is { Type.SpecialType: SpecialType.System_Boolean }:
                return !outcome;
            default:
                return null;
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

    /// <summary>Loops and comparisons: their "no" is not "nothing there".</summary>
    private static bool SaysSomethingElse(string name) => name is
        "MoveNext" or "MoveNextAsync" or "Equals" or "SequenceEqual" or "FixedTimeEquals" or "StartsWith" or "EndsWith" or "TryParse" or "All" or "IsMatch";

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

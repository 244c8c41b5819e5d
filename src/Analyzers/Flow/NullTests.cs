using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Conditions that ask whether there is something, and not what it is.</summary>
internal static class NullTests
{
    public static bool Is(IOperation condition) => condition switch
    {
        IIsNullOperation => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
            comparison.LeftOperand.ConstantValue is { HasValue: true, Value: null } || comparison.RightOperand.ConstantValue is { HasValue: true, Value: null }
            || comparison.RightOperand is IConversionOperation { Operand.ConstantValue: { HasValue: true, Value: null } },
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } or INegatedPatternOperation } => true,
        _ => false,
    };
}

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

    /// <summary>The outcome says that there is nothing.</summary>
    public static bool SaysNothing(IOperation condition, bool outcome) => condition switch
    {
        IIsPatternOperation { Pattern: INegatedPatternOperation } => Is(condition) && !outcome,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } => Is(condition) && !outcome,
        IPropertyReferenceOperation { Property: { Name: "HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } } => !outcome,
        IInvocationOperation { TargetMethod.Name: "TryGetValue" or "ContainsKey" } => !outcome,
        _ => Is(condition) && outcome,
    };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>Does a condition ask whether a column already has the value that it is going to be given?</summary>
internal static class SetStates
{
    /// <summary>
    /// What it says when a condition holds: true, the column already has the value that is written; false, it has not; null, neither.
    /// </summary>
    public static bool? MeansAlready(IOperation condition, ISymbol column, Sym written) => condition switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !MeansAlready(not.Operand, column, written),
        IIsPatternOperation match => ColumnPatterns.Says(match, column, pattern => MatchesAlready(pattern, written)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equal when Is(equal.LeftOperand, written) || Is(equal.RightOperand, written) => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } differs when Is(differs.LeftOperand, written) || Is(differs.RightOperand, written) => false,
        IPropertyReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } or ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } => written == Sym.Constant(true),
        _ => null,
    };

    private static bool? MatchesAlready(IPatternOperation pattern, Sym written) => pattern switch
    {
        INegatedPatternOperation not => !MatchesAlready(not.Pattern, written),
        IConstantPatternOperation { Value: var value } when Is(value, written) => true,
        IConstantPatternOperation { Value: { ConstantValue: { HasValue: true, Value: bool } } } => false,
        _ => null,
    };

    private static bool Is(IOperation operand, Sym written)
    {
        while (operand is IConversionOperation conversion && !operand.ConstantValue.HasValue) operand = conversion.Operand;
        return operand.ConstantValue is { HasValue: true, Value: var value } && Sym.Constant(value) == written;
    }
}

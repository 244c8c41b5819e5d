using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>Is what was read compared with a bound?</summary>
internal static class Limits
{
    public static bool IsOn(Hazard hazard) => IsOn(hazard.Read, hazard.Write);

    public static bool IsOn(Access read, Access write)
    {
        var frame = write.Frame;
        foreach (var (branch, whenTrue) in Branches.Of(read, frame, write.Block))
            if (Compares(frame.Graph.Blocks[branch].BranchValue)) return true;
        return false;
    }

    private static bool Compares(IOperation? condition) => Branches.Unwrap(condition) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } comparison =>
            IsNumber(comparison.LeftOperand) && !IsZero(comparison.LeftOperand) && !IsZero(comparison.RightOperand),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Compares(not.Operand),
        _ => false,
    };

    private static bool IsNumber(IOperation operation) => operation.Type?.SpecialType is
        SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double or SpecialType.System_Decimal
        || operation.Type?.Name is "Nullable" or "RedisValue";

    private static bool IsZero(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: 0 or 0L };
}

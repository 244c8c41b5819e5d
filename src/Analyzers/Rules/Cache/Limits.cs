using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>Is what was read compared with a bound?</summary>
internal static class Limits
{
    public static bool IsOn(Hazard hazard) => IsOn(hazard.Read, hazard.Write);

    /// <summary>Beyond the bound something is put there too, as in a ring that drops its oldest: nobody is refused.</summary>
    public static bool IsForAll(Hazard hazard, MethodFlow flow) => flow.Accesses.Any(other => other.Kind is AccessKind.Add or AccessKind.AddIfAbsent && !ReferenceEquals(other, hazard.Write)
        && other.Place.Store == hazard.Write.Place.Store && other.Place.Key == hazard.Write.Place.Key && (other.ControlReads & hazard.Read.ReadBit) != 0);

    public static bool IsOn(Access read, Access write)
    {
        var counts = IsDecrement(write);
        foreach (var decision in Decisions.Between(read, write))
            if (Compares(decision.Condition, counts)) return true;
        return false;
    }

    /// <summary>Zero is a bound for what counts down; for what counts up it says only whether there is anything.</summary>
    private static bool Compares(IOperation? condition, bool countsDown) => Branches.Unwrap(condition) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } comparison =>
            IsNumber(comparison.LeftOperand) && (countsDown || (!IsZero(comparison.LeftOperand) && !IsZero(comparison.RightOperand))),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison => countsDown && IsNumber(comparison.LeftOperand) && IsZero(comparison.RightOperand),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Compares(not.Operand, countsDown),
        _ => false,
    };

    private static bool IsDecrement(Access write) => write.Source.Operation is IInvocationOperation call && call.TargetMethod.Name.Contains("Decrement");

    private static bool IsNumber(IOperation operation) => operation.Type?.SpecialType is
        SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double or SpecialType.System_Decimal
        || operation.Type?.Name is "Nullable" or "RedisValue";

    private static bool IsZero(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: 0 or 0L };
}

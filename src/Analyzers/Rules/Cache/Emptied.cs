using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>
/// A list, set or hash that is found empty and deleted: what somebody adds in between is deleted with it. The server drops what is empty by itself.
/// </summary>
internal static class Emptied
{
    public static IEnumerable<Hazard> In(MethodFlow flow)
    {
        foreach (var removal in flow.Accesses)
        {
            if (removal.Kind != AccessKind.Remove || removal.Place is not { Store: StoreKind.Redis, SubKey: null } || removal.ResultIsUsed) continue;
            foreach (var count in flow.ReadsIn(removal.ControlReads))
                if (count.Kind == AccessKind.Count && count.Place.With(removal.Place) == Overlap.Same && Decisions.Between(count, removal).Any(decision => SaysNone(decision.Condition, decision.WhenTrue)))
                    yield return new(HazardPattern.CheckThenAct, count, removal, Overlap.Same);
        }
    }

    private static bool SaysNone(IOperation? condition, bool outcome) => Branches.Unwrap(condition) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => SaysNone(not.Operand, !outcome),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.LessThanOrEqual, RightOperand: var none } => outcome && IsNumber(none, 0),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan, RightOperand: var none } => !outcome && IsNumber(none, 0),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan, RightOperand: var one } => outcome && IsNumber(one, 1),
        _ => false,
    };

    private static bool IsNumber(IOperation operation, int number) =>
        Branches.Unwrap(operation) is { ConstantValue: { HasValue: true, Value: var value } } && (value is int whole ? whole == number : value is long large && large == number);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>
/// Loaded rows are asked all together whether one is taken; then each is taken:
/// <c>if (seats.Any(s => s.Taken)) return false; foreach (var seat in seats) { seat.Taken = true; seat.Holder = me; }</c>.
/// </summary>
internal static class CheckedRows
{
    public static RowFinding? Find(Access write, RuleContext context)
    {
        if (write is not { Imported: null, Place.Container: { Kind: not SymKind.Result, Root: { Kind: SymKind.Result, Head: Access { Imported: null, Kind: AccessKind.Read } load } } }) return null;
        if (write.Member is not IPropertySymbol column || load.Place.Container?.Head is not INamedTypeSymbol entity || load.Spec.Shape == Shapes.Untracked) return null;
        foreach (var decision in Decisions.Between(load, write))
        {
            if (MeansFree(decision.Condition, column) != decision.WhenTrue || !Decisions.LeavesOtherwise(decision, write.Frame) || Saves.After(write, context) is not { } save) continue;
            var hazard = new Hazard(HazardPattern.CheckThenAct, load, write, Overlap.Same);
            var isTransition = column.Type.TypeKind == TypeKind.Enum && write.Value.Sym.Kind == SymKind.Constant;
            if (!isTransition && !PickedRows.IsTaken(hazard, context.Flow)) return null;
            return Judgement.Of(new(RowRace.StateChange, load, write, save, entity, column, Outcome.Racy, null), hazard, context);
        }

        return null;
    }

    /// <summary>What it says when the condition holds: true, all rows are free; false, one is not; null, neither.</summary>
    private static bool? MeansFree(IOperation condition, IPropertySymbol column) => Branches.Unwrap(condition) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !MeansFree(not.Operand, column),
        IInvocationOperation { TargetMethod.Name: "Any" or "Exists" } any when Asks(any, column) => false,
        IInvocationOperation { TargetMethod.Name: "All" or "TrueForAll" } all when Asks(all, column) => true,
        _ => null,
    };

    private static bool Asks(IInvocationOperation call, IPropertySymbol column) => call.Arguments.Any(argument =>
        argument.Value.Syntax is LambdaExpressionSyntax lambda && lambda.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(access => access.Name.Identifier.ValueText == column.Name));
}

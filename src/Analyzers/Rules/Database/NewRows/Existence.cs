using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.NewRows;

/// <summary>What a query was asked before a row is added: whether there is one, or whether there are few enough.</summary>
internal static class Existence
{
    /// <summary>The row is added when there is none, or while a limit holds; null when it is added for another reason.</summary>
    public static RowRace? Asked(Hazard hazard)
    {
        if (hazard.Read.Place.Key is null && hazard.Read.Kind != AccessKind.Count) return null;
        foreach (var decision in Decisions.Between(hazard.Read, hazard.Write))
            if (Meaning(decision, hazard.Read) is { } race) return race;
        return Balances.IsSpent(hazard) ? RowRace.InsertUnderLimit : null;
    }

    /// <summary>What is done under the decision is done because there is no row, or because there are few enough; null for another reason.</summary>
    public static RowRace? Meaning(Decision decision, Access read)
    {
        if (read.Kind == AccessKind.Count && (IsLimit(decision.Condition) || RoomLeft.IsLimit(decision.Sym)) && RoomLeft.Is(decision, read) != false) return RowRace.InsertUnderLimit;
        return (SaysPresent(decision.Sym, read) ?? MeansPresent(decision.Condition, read)) is { } present && present != decision.WhenTrue ? RowRace.InsertIfAbsent : null;
    }

    /// <summary>The same where a called method has asked, and may have turned the answer round: <c>IsFree() => !await db.Bookings.AnyAsync(…)</c>.</summary>
    private static bool? SaysPresent(Sym? condition, Access read) => condition switch
    {
        _ when read is not { Imported: not null, Kind: AccessKind.Check } => null,
        { Kind: SymKind.Pure, Head: UnaryOperatorKind.Not, Parts: { Length: 1 } not } => !SaysPresent(not[0], read),
        { Kind: SymKind.Pure, Head: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, Parts: { Length: 2 } sides } when sides[1] is { Kind: SymKind.Constant, Head: bool expected } =>
            SaysPresent(sides[0], read) == (expected == (condition.Head is BinaryOperatorKind.Equals)),
        { Kind: SymKind.Pure, Head: Access asked } when ReferenceEquals(asked, read) || ReferenceEquals(asked, read.Imported) => read.Source.Operation is not IInvocationOperation { TargetMethod.Name: "All" or "AllAsync" },
        _ => null,
    };

    /// <summary>What it says when a condition holds: true, a row is there; false, there is none; null, neither.</summary>
    private static bool? MeansPresent(IOperation condition, Access read)
    {
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not: return !MeansPresent(not.Operand, read);
            case IConversionOperation conversion: return MeansPresent(conversion.Operand, read);
            case IParenthesizedOperation parenthesized: return MeansPresent(parenthesized.Operand, read);
            case IAwaitOperation wait: return MeansPresent(wait.Operation, read);
            case IIsNullOperation: return false;
            case IIsPatternOperation { Pattern: var pattern }: return MatchesPresent(pattern, read);
            case IBinaryOperation binary: return Compared(binary, read);
            case IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task }: return MeansPresent(task, read);
            case IInvocationOperation or ILocalReferenceOperation or IFlowCaptureReferenceOperation when read.Kind == AccessKind.Count && read.Operation is IInvocationOperation { TargetMethod.TypeArguments: { Length: 1 } scalar } && scalar[0].SpecialType == SpecialType.System_Boolean:
                return true; // ExecuteScalar<bool>("SELECT COUNT(*) …")
            case IInvocationOperation or ILocalReferenceOperation or IFlowCaptureReferenceOperation when read.Kind == AccessKind.Check:
                return read.Operation is not IInvocationOperation { TargetMethod.Name: "All" or "AllAsync" };
            default: return LoadedLists.SaysPresent(condition, read);
        }
    }

    private static bool? MatchesPresent(IPatternOperation pattern, Access read) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } => false,
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: 0 } } when read.Kind == AccessKind.Count || read.Spec.SaysHowMany => false,
        INegatedPatternOperation negated => !MatchesPresent(negated.Pattern, read),
        IDeclarationPatternOperation or IRecursivePatternOperation or ITypePatternOperation => true,
        _ => null,
    };

    private static bool? Compared(IBinaryOperation binary, Access read)
    {
        var constant = binary.RightOperand.ConstantValue;
        var other = binary.LeftOperand;
        if (!constant.HasValue) (constant, other) = (binary.LeftOperand.ConstantValue, binary.RightOperand);
        if (!constant.HasValue) return null;
        var same = binary.OperatorKind switch { BinaryOperatorKind.Equals => true, BinaryOperatorKind.NotEquals => false, _ => (bool?)null };
        switch (constant.Value)
        {
            case null: return same is null ? null : !same;
            case bool flag: return same is null ? null : MeansPresent(other, read) == (flag == same);
            case 1 when read.Spec.SaysHowMany: return same ?? (binary.OperatorKind == BinaryOperatorKind.LessThan ? false : null);
            case 0 or 0L when read.Kind == AccessKind.Count || read.Spec.SaysHowMany || other is IPropertyReferenceOperation { Property.Name: "Count" or "Length" }: return same is { } none ? !none : binary.OperatorKind == BinaryOperatorKind.GreaterThan ? true : null;
            default: return null;
        }
    }

    /// <summary>A comparison with anything but nothing.</summary>
    public static bool IsLimit(IOperation condition) => condition switch
    {
        IUnaryOperation not => IsLimit(not.Operand),
        IParenthesizedOperation parenthesized => IsLimit(parenthesized.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } binary =>
            binary.LeftOperand.ConstantValue is not { HasValue: true, Value: 0 or 0L } && binary.RightOperand.ConstantValue is not { HasValue: true, Value: 0 or 0L },
        _ => false,
    };
}

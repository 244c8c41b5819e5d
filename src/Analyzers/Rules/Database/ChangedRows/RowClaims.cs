using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>A row that nobody has yet is looked at and taken. Whoever comes second is meant to be refused, and is not when both look first.</summary>
internal static class RowClaims
{
    private static readonly string[] s_clocks = ["Now", "UtcNow", "GetUtcNow", "GetLocalNow", "Today"];

    /// <summary><c>if (ticket.AssignedTo != null) return Conflict(); ticket.AssignedTo = me;</c></summary>
    public static bool FillsEmpty(Hazard hazard, MethodFlow flow)
    {
        if (hazard is not { Pattern: HazardPattern.CheckThenAct, Read.Member: { } column } || hazard.Write.Value.Sym == Sym.Null || hazard.Write.Value.Sym.Kind == SymKind.Fresh) return false; // a part that is made when it is missing
        foreach (var decision in Decisions.Between(hazard.Read, hazard.Write))
            if (SaysEmpty(decision.Condition, column) == decision.WhenTrue && (Refuses(hazard.Write, decision) || (States.IsSpent(column) && Decisions.LeavesOtherwise(decision, hazard.Write.Frame)) || States.MoreHangsOn(hazard, flow) || States.IsActedOn(hazard))) return true;
        return States.RefusalsInside(hazard).Any(refusal => SaysEmpty(refusal.Condition, column) == refusal.WhenTrue) && States.MoreHangsOn(hazard, flow);
    }

    /// <summary>The greatest or least so far: <c>if (amount &lt;= auction.Highest) return; auction.Highest = amount;</c></summary>
    public static bool KeepsExtreme(Hazard hazard)
    {
        if (hazard is not { Pattern: HazardPattern.CheckThenAct, Read: { Place.Key: { } column, Member: IPropertySymbol { Type.SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_Double } } } || hazard.Write.Value.Sym.Kind is SymKind.Constant or SymKind.Opaque) return false;
        if (hazard.Read.Member.Name.StartsWith("Last", StringComparison.Ordinal)) return false; // how far somebody has read
        var decisions = Decisions.Between(hazard.Read, hazard.Write).ToList();
        foreach (var decision in decisions)
        {
            if (States.IsEitherWay(decision, decisions) || decision.Sym is not { Kind: SymKind.Pure, Head: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual, Parts: { Length: 2 } sides }) continue;
            if ((IsAround(sides[0], column) && sides[1] == hazard.Write.Value.Sym) || (IsAround(sides[1], column) && sides[0] == hazard.Write.Value.Sym)) return true;
        }

        return false;
    }

    /// <summary>The column itself, or a sum of which it is a part: the least that a new bid has to be.</summary>
    private static bool IsAround(Sym side, Sym column) =>
        side == column || (side is { Kind: SymKind.Pure, Head: BinaryOperatorKind.Add or BinaryOperatorKind.Multiply } && side.Parts.Contains(column));

    /// <summary>Beside the flag, the row is told who has it: <c>if (seat.Taken) return false; seat.Taken = true; seat.Owner = me;</c></summary>
    public static bool GivesAway(Hazard hazard, Decision decision, MethodFlow flow)
    {
        if (HarmlessMarks.Is(hazard.Read.Member!.Name)) return false;
        foreach (var other in flow.Accesses)
            if (other.Kind == AccessKind.Mutate && other.Place.Container == hazard.Write.Place.Container && (other.ControlReads & hazard.Read.ReadBit) != 0 && Refuses(other, decision)) return true;
        return false;
    }

    /// <summary>What is written says who it was, and is not made from the row itself; a time says only when.</summary>
    public static bool IsSomebody(Access write)
    {
        if (write.Value.Sym.Kind == SymKind.Constant || (write.Place.Container?.Root.Head is Access load && (write.Value.Origins & load.ReadBit) != 0)) return false;
        if (write.Member is IPropertySymbol { Type: var type } && IsTime(type)) return false;
        return write.ValueOperation?.Syntax is { } value && !value.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(name => Array.IndexOf(s_clocks, name.Identifier.ValueText) >= 0);
    }

    public static bool IsTime(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } inner } ? IsTime(inner[0]) : type.Name is "DateTime" or "DateTimeOffset" or "DateOnly" or "TimeOnly" or "TimeSpan" or "Instant";

    private static bool Refuses(Access write, Decision decision) => IsSomebody(write) && Decisions.LeavesOtherwise(decision, write.Frame);

    /// <summary>What it says when a condition holds: true, the column has no value; false, it has one; null, neither.</summary>
    public static bool? SaysEmpty(IOperation condition, ISymbol column)
    {
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not: return !SaysEmpty(not.Operand, column);
            case IIsNullOperation empty: return ColumnPatterns.Is(empty.Operand, column) ? true : null;
            case IIsPatternOperation match: return ColumnPatterns.Says(match, column, MatchesEmpty);
            case IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace", Arguments: { Length: 1 } asked }: return ColumnPatterns.Is(asked[0].Value, column) ? true : null;
            case IPropertyReferenceOperation { Property.Name: "HasValue", Instance: { } nullable }: return ColumnPatterns.Is(nullable, column) ? false : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary when ColumnPatterns.Is(binary.LeftOperand, column) && IsNothing(binary.RightOperand):
                return binary.OperatorKind == BinaryOperatorKind.Equals;
            case IPropertyReferenceOperation { Property: var computed }: return ComputedStates.SaysEmpty(computed, column.Name);
            default: return null;
        }
    }

    private static bool? MatchesEmpty(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value: var value } => IsNothing(value) ? true : null,
        INegatedPatternOperation negated => !MatchesEmpty(negated.Pattern),
        IDeclarationPatternOperation or IRecursivePatternOperation { PropertySubpatterns.Length: 0 } or ITypePatternOperation => false,
        _ => null,
    };

    private static bool IsNothing(IOperation value) => Branches.Unwrap(value) is { } nothing
        && (nothing.ConstantValue is { HasValue: true, Value: null or "" } || nothing is IDefaultValueOperation or IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.Name: "Guid" } });
}

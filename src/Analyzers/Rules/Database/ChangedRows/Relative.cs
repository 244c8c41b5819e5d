using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>Is a column given a value computed from its own, or is it a state that was looked at? An edit that overwrites is neither.</summary>
internal static class Relative
{
    public static RowRace? Kind(Hazard hazard)
    {
        var type = Underlying(hazard.Read.Member switch
        {
            IPropertySymbol property => property.Type,
            IFieldSymbol field => field.Type,
            _ => null,
        });
        if (type is null) return null;
        if (hazard.Pattern == HazardPattern.LostUpdate) return IsAmount(type) && IsComputed(hazard.Write) ? RowRace.RelativeChange : null;
        if (hazard.Write.Value.Sym is not { Kind: SymKind.Constant } written) return null;
        return IsState(type) || written.Head is string { Length: > 0 } ? RowRace.StateChange : null;
    }

    private static bool IsAmount(ITypeSymbol type) =>
        type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double or SpecialType.System_String
        || type is { Name: "TimeSpan" or "BigInteger" };

    private static bool IsState(ITypeSymbol type) => type.TypeKind == TypeKind.Enum || type.SpecialType == SpecialType.System_Boolean;

    private static ITypeSymbol? Underlying(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } inner } ? inner[0] : type;

    /// <summary>The new value is an arithmetic or text expression over the old one.</summary>
    private static bool IsComputed(Access write) => write.Place.Key is { } column && Contains(write.Value.Sym, column, false);

    private static bool Contains(Sym value, Sym column, bool inArithmetic)
    {
        if (value == column) return inArithmetic;
        inArithmetic |= value.Kind == SymKind.Pure && value.Head is
            BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide
            or OperationKind.Increment or OperationKind.Decrement;
        foreach (var part in value.Parts)
            if (Contains(part, column, inArithmetic)) return true;
        return false;
    }
}

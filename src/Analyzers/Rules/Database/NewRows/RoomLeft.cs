using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Rules.Database.NewRows;

/// <summary>What a comparison of a count with a limit says, to go by its symbolic value.</summary>
internal static class RoomLeft
{
    /// <summary>The comparison is made in a method that is called: <c>policy.Allows(count)</c>.</summary>
    public static bool IsLimit(Sym? condition) => condition switch
    {
        { Kind: SymKind.Pure, Head: UnaryOperatorKind.Not, Parts: { Length: 1 } not } => IsLimit(not[0]),
        { Kind: SymKind.Pure, Head: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual, Parts: { Length: 2 } sides } =>
            !sides.Any(side => side is { Kind: SymKind.Constant, Head: 0 or 0L }),
        _ => false,
    };

    /// <summary>Whether the branch is the one with room, so that what is added there counts; null when the condition does not show it.</summary>
    public static bool? Is(Decision decision, Access count)
    {
        if (decision.Sym is { Kind: SymKind.Pure, Head: UnaryOperatorKind.Not, Parts: { Length: 1 } not }) return Is(decision with { Sym = not[0], WhenTrue = !decision.WhenTrue }, count);
        if (decision.Sym is not { Kind: SymKind.Pure, Head: BinaryOperatorKind comparison, Parts: { Length: 2 } sides }) return null;
        var isLeft = Sign(sides[0], count) - Sign(sides[1], count);
        var isGreater = comparison is BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;
        return isLeft == 0 ? null : (isGreater == (isLeft > 0)) != decision.WhenTrue;
    }

    /// <summary>Positive when the value rises with the count, negative when it falls.</summary>
    private static int Sign(Sym value, Access count)
    {
        if (ReferenceEquals(value.Head, count) || (count.Imported is { } inside && ReferenceEquals(value.Head, inside))) return 1;
        if (value.Kind != SymKind.Pure) return 0;
        var sign = 0;
        for (var i = 0; i < value.Parts.Length; i++)
            sign += value.Head is BinaryOperatorKind.Subtract && i == 1 ? -Sign(value.Parts[i], count) : Sign(value.Parts[i], count);
        return sign;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting.Caches;

/// <summary>
/// The statement that refuses, and the bound that the new number must keep to be let pass: the runtime refuses by the new number, the code may do so by the
/// old one.
/// </summary>
/// <param name="Branch">The statement.</param>
/// <param name="IsLowest">The bound is the smallest number that may be reached, else the largest.</param>
/// <param name="Bound">The bound.</param>
/// <param name="Type">The type of what the code compares with.</param>
internal sealed record CounterLimit(IfStatementSyntax Branch, bool IsLowest, ExpressionSyntax Bound, ITypeSymbol? Type)
{
    /// <summary>Null where a step could end beyond the limit and does so today, or where the limit is on the other side.</summary>
    public static CounterLimit? Of(IfStatementSyntax branch, Refusal refusal, ITypeSymbol? type, ExpressionSyntax by, bool isDecrement)
    {
        var (compared, kind, with) = (refusal.Compared, refusal.Kind, refusal.With.WithoutTrivia());
        if (IsUpper(kind) == isDecrement) return null;
        var isStrict = kind is SyntaxKind.GreaterThanExpression or SyntaxKind.LessThanExpression;
        if (compared.Stage == CountStage.New)
        {
            if (compared.IsDecrement != isDecrement || compared.By is not { } step || !AreEquivalent(step, by)) return null;
            return new(branch, isDecrement, isStrict ? with : Beside(with, isDecrement ? "+" : "-"), type);
        }

        if (isDecrement && isStrict && AreEquivalent(with, by)) return new(branch, true, LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(0)), type);
        if (!CounterEdits.IsOne(by, isDecrement: false)) return null;
        return new(branch, isDecrement, isStrict ? Beside(with, isDecrement ? "-" : "+") : with, type);
    }

    private static bool IsUpper(SyntaxKind kind) => kind is SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression;

    private static ExpressionSyntax Beside(ExpressionSyntax number, string sign) => number is LiteralExpressionSyntax { Token.Value: int literal }
        ? LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(sign == "+" ? literal + 1 : literal - 1))
        : ParseExpression($"{Spelling.Operand(number)} {sign} 1");
}

/// <summary>What a refusal compares: the counter, as it was or as it would be, on the left of the comparison.</summary>
internal sealed record Refusal(Counted Compared, SyntaxKind Kind, ExpressionSyntax With)
{
    /// <summary>Null for whatever is not such a comparison.</summary>
    public static Refusal? Of(ExpressionSyntax condition, Counting counting)
    {
        if (condition is not BinaryExpressionSyntax comparison || Mirrored(comparison.Kind()) is not { } mirrored) return null;
        if (IsCounter(counting.Of(comparison.Left)) is { } left) return new(left, comparison.Kind(), comparison.Right);
        return IsCounter(counting.Of(comparison.Right)) is { } right ? new(right, mirrored, comparison.Left) : null;
    }

    private static Counted? IsCounter(Counted? side) => side is { Stage: CountStage.Old or CountStage.New } ? side : null;

    private static SyntaxKind? Mirrored(SyntaxKind kind) => kind switch
    {
        SyntaxKind.GreaterThanExpression => SyntaxKind.LessThanExpression,
        SyntaxKind.GreaterThanOrEqualExpression => SyntaxKind.LessThanOrEqualExpression,
        SyntaxKind.LessThanExpression => SyntaxKind.GreaterThanExpression,
        SyntaxKind.LessThanOrEqualExpression => SyntaxKind.GreaterThanOrEqualExpression,
        _ => null,
    };
}

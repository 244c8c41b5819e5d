using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>What a change requires of the row: its limits and states.</summary>
internal static class RowLimits
{
    /// <summary>All that was checked on the row, as one condition of a query; null when there is nothing, or something cannot be said there.</summary>
    public static ExpressionSyntax? Condition(RowChange change, RowGuard? but = null)
    {
        ExpressionSyntax? condition = null;
        foreach (var guard in change.Guards)
        {
            if (guard == but) continue;
            foreach (var part in guard.Conditions)
                if (change.Conditions.Mentions(part) && !Add(change.Conditions.OnRow(part, negated: true))) return null;
        }

        foreach (var part in change.AroundConditions)
            if (!Add(change.Conditions.OnRow(part, negated: false))) return null;
        return condition;

        bool Add(ExpressionSyntax? next)
        {
            if (next is null) return false;
            condition = condition is null ? Conditions.Operand(next) : BinaryExpression(SyntaxKind.LogicalAndExpression, condition, Conditions.Operand(next));
            return true;
        }
    }

    /// <summary>The branch that answers when the condition does not hold: the last that looks at a column that is changed.</summary>
    public static RowGuard? Refusal(RowChange change) => change.Guards.LastOrDefault(guard => guard.Conditions.Any(part => Looks(change, part))) is { } found
        && !found.Statement.Statement.DescendantNodesAndSelf().Any(node => node is ThrowExpressionSyntax) ? found : null;

    /// <summary><c>max: e => e.Capacity</c>, <c>min: 0</c>: the limit of a sum, when the guard says nothing else.</summary>
    public static ArgumentSyntax? Limit(RowChange change, RowGuard guard, ColumnChange column)
    {
        if (guard.Conditions.Count != 1 || guard.Conditions[0] is not BinaryExpressionSyntax refused || column.By is not { } by) return null;
        var isTaken = by is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression };
        var amount = isTaken ? Unwrap(((PrefixUnaryExpressionSyntax)by).Operand) : by;
        var name = column.Column.Name;

        // row.Count >= row.Capacity with one added; row.Count + n > row.Capacity with n added.
        if (!isTaken && refused.IsKind(SyntaxKind.GreaterThanOrEqualExpression) && IsColumn(change, refused.Left, name) && by is LiteralExpressionSyntax { Token.Value: 1 } && IsWhole(column.Column.Type)) return Max(change, refused.Right);
        if (!isTaken && refused.IsKind(SyntaxKind.GreaterThanExpression) && Unwrap(refused.Left) is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum && IsColumn(change, sum.Left, name) && Same(sum.Right, amount)) return Max(change, refused.Right);

        // row.Stock < n, row.Stock - n < 0 or row.Left <= 0 with that much taken.
        if (!isTaken) return null;
        var zero = Argument(LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(0))).WithNameColon(NameColon("min"));
        if (refused.IsKind(SyntaxKind.LessThanExpression) && IsColumn(change, refused.Left, name) && Same(refused.Right, amount)) return zero;
        if (refused.IsKind(SyntaxKind.LessThanOrEqualExpression) && IsColumn(change, refused.Left, name) && refused.Right is LiteralExpressionSyntax { Token.Value: 0 } && amount is LiteralExpressionSyntax { Token.Value: 1 } && IsWhole(column.Column.Type)) return zero;
        return refused.IsKind(SyntaxKind.LessThanExpression) && refused.Right is LiteralExpressionSyntax { Token.Value: 0 }
            && Unwrap(refused.Left) is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.SubtractExpression } rest && IsColumn(change, rest.Left, name) && Same(rest.Right, amount) ? zero : null;
    }

    private static ArgumentSyntax? Max(RowChange change, ExpressionSyntax limit)
    {
        if (change.Conditions.Column(limit) is { } column)
            return Argument(SimpleLambdaExpression(Parameter(Identifier(change.Load.Name)), MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(change.Load.Name), IdentifierName(column.Name)))).WithNameColon(NameColon("max"));
        return change.Conditions.Mentions(limit) || limit is not (LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax) ? null : Argument(limit.WithoutTrivia()).WithNameColon(NameColon("max"));
    }

    private static bool Looks(RowChange change, ExpressionSyntax part) =>
        part.DescendantNodesAndSelf().OfType<ExpressionSyntax>().Any(node => change.Conditions.Column(node) is { } column && change.Changes.Any(set => set.Column.Name == column.Name));

    private static bool IsColumn(RowChange change, ExpressionSyntax side, string name) => change.Conditions.Column(side)?.Name == name;

    private static bool IsWhole(ITypeSymbol type) => type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;

    private static bool Same(ExpressionSyntax left, ExpressionSyntax right) => SyntaxFactory.AreEquivalent(Unwrap(left).WithoutTrivia(), Unwrap(right).WithoutTrivia());

    private static ExpressionSyntax Unwrap(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized) expression = parenthesized.Expression;
        return expression;
    }
}

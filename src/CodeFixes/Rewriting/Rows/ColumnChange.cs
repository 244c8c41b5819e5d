using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>A statement that gives a column of the loaded row a value.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Column">The column.</param>
/// <param name="Computed">The new value as an expression over the row of a lambda; null when it does not depend on the row.</param>
/// <param name="Plain">The new value where it does not depend on the row.</param>
/// <param name="By">What is added, negative to take away; null when it is not a sum.</param>
internal sealed record ColumnChange(ExpressionStatementSyntax Statement, IPropertySymbol Column, ExpressionSyntax? Computed, ExpressionSyntax? Plain, ExpressionSyntax? By)
{
    /// <summary>Columns that the new value is computed from.</summary>
    public IReadOnlyCollection<string> Sources { get; private init; } = [];

    public static ColumnChange? Of(ExpressionStatementSyntax statement, RowLoad load, Conditions conditions, SemanticModel model)
    {
        var (target, kind, operand) = statement.Expression switch
        {
            PostfixUnaryExpressionSyntax { Operand: var step } postfix => (step, postfix.IsKind(SyntaxKind.PostIncrementExpression) ? SyntaxKind.AddExpression : SyntaxKind.SubtractExpression, One()),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression, Operand: var step } => (step, SyntaxKind.AddExpression, One()),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreDecrementExpression, Operand: var step } => (step, SyntaxKind.SubtractExpression, One()),
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } sum => (sum.Left, SyntaxKind.AddExpression, sum.Right),
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SubtractAssignmentExpression } difference => (difference.Left, SyntaxKind.SubtractExpression, difference.Right),
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyAssignmentExpression } product => (product.Left, SyntaxKind.MultiplyExpression, product.Right),
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment => (assignment.Left, SyntaxKind.None, assignment.Right),
            _ => (null, SyntaxKind.None, null),
        };
        if (target is null || operand is null || conditions.Column(target) is not { } column || Surround.IsChecked(statement, model)) return null;
        if (kind == SyntaxKind.None) return Assigned(statement, column, operand, load, conditions, model);
        if (!IsNumber(column.Type) || conditions.OnRow(operand) is not { } on) return null;
        var by = conditions.Mentions(operand) || kind == SyntaxKind.MultiplyExpression ? null : kind == SyntaxKind.AddExpression ? operand.WithoutTrivia() : Minus(operand);
        return new(statement, column, BinaryExpression(kind, Row(load, column), Factor(on, kind)), null, by) { Sources = [column.Name, .. Columns(operand, conditions)] };
    }

    private static ColumnChange? Assigned(ExpressionStatementSyntax statement, IPropertySymbol column, ExpressionSyntax value, RowLoad load, Conditions conditions, SemanticModel model)
    {
        if (!conditions.Mentions(value))
        {
            if (value.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax or AssignmentExpressionSyntax or ThrowExpressionSyntax or DeclarationExpressionSyntax or AnonymousFunctionExpressionSyntax or ConditionalAccessExpressionSyntax or SwitchExpressionSyntax)) return null;
            var plain = value.WithoutTrivia();
            if (plain.Kind() is SyntaxKind.NullLiteralExpression or SyntaxKind.DefaultLiteralExpression)
                plain = CastExpression(ParseTypeName(column.Type.ToMinimalDisplayString(model, statement.SpanStart)), plain);
            return new(statement, column, null, plain, null);
        }

        if (!IsNumber(column.Type) || conditions.OnRow(value) is not { } computed || !IsSum(value)) return null;
        var by = value is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression } sum
            && SymbolEqualityComparer.Default.Equals(conditions.Column(sum.Left), column) && !conditions.Mentions(sum.Right)
                ? sum.IsKind(SyntaxKind.AddExpression) ? sum.Right.WithoutTrivia() : Minus(sum.Right)
                : null;
        return new(statement, column, computed, null, by) { Sources = [.. Columns(value, conditions)] };
    }

    /// <summary>C# and every database agree on these, but not on division and conversions.</summary>
    private static bool IsSum(ExpressionSyntax value) => value switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression or (int)SyntaxKind.MultiplyExpression } binary => IsSum(binary.Left) && IsSum(binary.Right),
        ParenthesizedExpressionSyntax parenthesized => IsSum(parenthesized.Expression),
        IdentifierNameSyntax or MemberAccessExpressionSyntax or LiteralExpressionSyntax => true,
        _ => false,
    };

    private static bool IsNumber(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } inner }) type = inner[0];
        return type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Decimal or SpecialType.System_Double or SpecialType.System_Single;
    }

    private static IEnumerable<string> Columns(ExpressionSyntax value, Conditions conditions) =>
        value.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Select(conditions.Column).OfType<IPropertySymbol>().Select(column => column.Name);

    private static MemberAccessExpressionSyntax Row(RowLoad load, IPropertySymbol column) =>
        MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(load.Name), IdentifierName(column.Name));

    private static ExpressionSyntax Factor(ExpressionSyntax operand, SyntaxKind kind) =>
        kind == SyntaxKind.AddExpression && operand is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression } ? operand : Spelling.Operand(operand);

    private static ExpressionSyntax Minus(ExpressionSyntax operand) => PrefixUnaryExpression(SyntaxKind.UnaryMinusExpression, Spelling.Operand(operand));

    private static ExpressionSyntax One() => LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(1));
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>Properties that say in words what a column means: <c>bool IsActive => !IsRevoked &amp;&amp; !IsExpired</c>, <c>bool IsRevoked => Revoked != null</c>.</summary>
internal static class ComputedStates
{
    private const int MaxDepth = 3;

    /// <summary>What it says when the property is true: true, the column has no value; or when it is false: false, the column has one; null, neither.</summary>
    public static bool? SaysEmpty(IPropertySymbol computed, string column) => SaysEmpty(computed, column, 0);

    private static bool? SaysEmpty(IPropertySymbol computed, string column, int depth)
    {
        if (depth > MaxDepth || computed is not { SetMethod: null, Type.SpecialType: SpecialType.System_Boolean, DeclaringSyntaxReferences: { Length: 1 } declared }) return null;
        return declared[0].GetSyntax() is PropertyDeclarationSyntax { ExpressionBody.Expression: var body } ? SaysEmpty(body, computed.ContainingType, column, depth) : null;
    }

    private static bool? SaysEmpty(ExpressionSyntax condition, INamedTypeSymbol owner, string column, int depth)
    {
        switch (condition)
        {
            case ParenthesizedExpressionSyntax parenthesized: return SaysEmpty(parenthesized.Expression, owner, column, depth);
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not: return !SaysEmpty(not.Operand, owner, column, depth);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both:
                return SaysEmpty(both.Left, owner, column, depth) == true || SaysEmpty(both.Right, owner, column, depth) == true ? true : null;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } either:
                return SaysEmpty(either.Left, owner, column, depth) == false || SaysEmpty(either.Right, owner, column, depth) == false ? false : null;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression, Left: IdentifierNameSyntax name, Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } compared when name.Identifier.ValueText == column:
                return compared.IsKind(SyntaxKind.EqualsExpression);
            case IsPatternExpressionSyntax { Expression: IdentifierNameSyntax name, Pattern: var pattern } when name.Identifier.ValueText == column:
                return pattern switch
                {
                    ConstantPatternSyntax { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } => true,
                    UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } } => false,
                    _ => null,
                };
            case MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name, Name.Identifier.ValueText: "HasValue" } when name.Identifier.ValueText == column: return false;
            case IdentifierNameSyntax name when owner.GetMembers(name.Identifier.ValueText).FirstOrDefault() is IPropertySymbol other: return SaysEmpty(other, column, depth + 1);
            default: return null;
        }
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>What code says of a row in memory, said of the row in the database.</summary>
internal sealed class Conditions(SemanticModel model, RowLoad load)
{
    /// <summary>An expression that may stand beside <c>&amp;&amp;</c>.</summary>
    public static ExpressionSyntax Operand(ExpressionSyntax expression) =>
        expression is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression } or ConditionalExpressionSyntax or AssignmentExpressionSyntax or LambdaExpressionSyntax
            ? ParenthesizedExpression(expression)
            : expression;

    /// <summary>The name is that of the loaded row.</summary>
    public bool IsRow(SyntaxNode node) => node is IdentifierNameSyntax name && name.Identifier.ValueText == load.Row.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, load.Row);

    public bool Mentions(SyntaxNode node) => node.DescendantNodesAndSelf().Any(IsRow);

    /// <summary>A column of the row, when the expression names one that an expression tree can name too.</summary>
    public IPropertySymbol? Column(ExpressionSyntax expression)
    {
        if (expression is not MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression } access || !IsRow(access.Expression)) return null;
        return model.GetSymbolInfo(access).Symbol is IPropertySymbol { IsStatic: false, SetMethod: not null } property && IsScalar(property.Type) && IsMapped(property) ? property : null;
    }

    /// <summary>The same expression about the row of a lambda; null when the database could not be trusted to compute the same.</summary>
    public ExpressionSyntax? OnRow(ExpressionSyntax expression)
    {
        foreach (var node in expression.DescendantNodesAndSelf())
        {
            if (IsRow(node) && (node.Parent is not MemberAccessExpressionSyntax access || Column(access) is null)) return null;
            if (node is InvocationExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax or AnonymousFunctionExpressionSyntax or ThrowExpressionSyntax or ConditionalAccessExpressionSyntax
                or SwitchExpressionSyntax or IsPatternExpressionSyntax or DeclarationExpressionSyntax or BaseObjectCreationExpressionSyntax or TupleExpressionSyntax or InterpolatedStringExpressionSyntax or ElementAccessExpressionSyntax) return null;
            if (node is MemberAccessExpressionSyntax member && model.GetSymbolInfo(member).Symbol is { IsStatic: true, ContainingType.Name: "DateTime" or "DateTimeOffset" or "Environment" }) return null;
            if (node is IdentifierNameSyntax && model.GetSymbolInfo(node).Symbol is IParameterSymbol { RefKind: not RefKind.None }) return null;
        }

        var plain = expression.WithoutTrivia();
        var row = load.Row.Name;
        return plain.ReplaceNodes(
            plain.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == row && name.Parent is MemberAccessExpressionSyntax access && access.Expression == name),
            (name, _) => IdentifierName(load.Name).WithTriviaFrom(name));
    }

    /// <summary>The condition, or its opposite, about the row of a lambda.</summary>
    public ExpressionSyntax? OnRow(ExpressionSyntax condition, bool negated)
    {
        switch (condition)
        {
            case ParenthesizedExpressionSyntax parenthesized:
                return OnRow(parenthesized.Expression, negated);
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not:
                return OnRow(not.Operand, !negated);
            case IsPatternExpressionSyntax pattern:
                return Matched(pattern.Expression, pattern.Pattern, negated);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression } both:
                return Both(OnRow(both.Left, negated), OnRow(both.Right, negated), both.IsKind(SyntaxKind.LogicalAndExpression) != negated);
            case BinaryExpressionSyntax binary when negated && Opposite(binary) is { } opposite && OnRow(binary.Left) is { } left && OnRow(binary.Right) is { } right:
                return BinaryExpression(opposite, left, right);
        }

        if (OnRow(condition) is not { } same) return null;
        return negated ? PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, Spelling.Operand(same)) : same;
    }

    private ExpressionSyntax? Matched(ExpressionSyntax value, PatternSyntax pattern, bool negated) => pattern switch
    {
        UnaryPatternSyntax not => Matched(value, not.Pattern, !negated),
        ParenthesizedPatternSyntax parenthesized => Matched(value, parenthesized.Pattern, negated),
        BinaryPatternSyntax both => Both(Matched(value, both.Left, negated), Matched(value, both.Right, negated), both.IsKind(SyntaxKind.AndPattern) != negated),
        ConstantPatternSyntax constant when OnRow(value) is { } left =>
            BinaryExpression(negated ? SyntaxKind.NotEqualsExpression : SyntaxKind.EqualsExpression, left, constant.Expression.WithoutTrivia()),
        _ => null,
    };

    private static ExpressionSyntax? Both(ExpressionSyntax? left, ExpressionSyntax? right, bool and)
    {
        if (left is null || right is null) return null;
        return and ? BinaryExpression(SyntaxKind.LogicalAndExpression, Operand(left), Operand(right)) : BinaryExpression(SyntaxKind.LogicalOrExpression, left, right);
    }

    /// <summary>With NULL, neither a comparison nor its opposite holds: then it has to be negated as a whole.</summary>
    private SyntaxKind? Opposite(BinaryExpressionSyntax binary)
    {
        if (IsNullable(binary.Left) || IsNullable(binary.Right)) return binary.Kind() switch { SyntaxKind.EqualsExpression => SyntaxKind.NotEqualsExpression, SyntaxKind.NotEqualsExpression => SyntaxKind.EqualsExpression, _ => null };
        return binary.Kind() switch
        {
            SyntaxKind.EqualsExpression => SyntaxKind.NotEqualsExpression,
            SyntaxKind.NotEqualsExpression => SyntaxKind.EqualsExpression,
            SyntaxKind.LessThanExpression => SyntaxKind.GreaterThanOrEqualExpression,
            SyntaxKind.LessThanOrEqualExpression => SyntaxKind.GreaterThanExpression,
            SyntaxKind.GreaterThanExpression => SyntaxKind.LessThanOrEqualExpression,
            SyntaxKind.GreaterThanOrEqualExpression => SyntaxKind.LessThanExpression,
            _ => null,
        };
    }

    private bool IsNullable(ExpressionSyntax side) => model.GetTypeInfo(side).Type is { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };

    private static bool IsScalar(ITypeSymbol type) => type.IsValueType || type.SpecialType == SpecialType.System_String;

    private static bool IsMapped(IPropertySymbol property) =>
        !property.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "NotMappedAttribute")
        && (property.DeclaringSyntaxReferences.Length == 0 || property.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is PropertyDeclarationSyntax { AccessorList.Accessors: var accessors } && accessors.All(accessor => accessor.Body is null && accessor.ExpressionBody is null)
            || reference.GetSyntax() is ParameterSyntax));
}

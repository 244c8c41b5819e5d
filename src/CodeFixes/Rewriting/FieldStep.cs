using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>One step of a field, in whichever way it is spelled: <c>x++</c>, <c>x += y</c>, <c>x = x + y</c>.</summary>
/// <param name="Target">The expression that names the field.</param>
/// <param name="Field">The field.</param>
/// <param name="Operator">The binary operator.</param>
/// <param name="Operand">The other operand; null for one.</param>
/// <param name="GivesOld">The expression's value is the old one: a postfix step.</param>
internal sealed record FieldStep(ExpressionSyntax Target, IFieldSymbol Field, SyntaxKind Operator, ExpressionSyntax? Operand, bool GivesOld)
{
    /// <summary>Reads a write. Null when the target has no address, or the write is no step of it.</summary>
    public static FieldStep? Of(ExpressionSyntax write, SemanticModel model)
    {
        switch (write)
        {
            case PostfixUnaryExpressionSyntax postfix when FieldOf(postfix.Operand, model) is { } field:
                return new(postfix.Operand, field, OperatorOf(postfix.Kind()), null, true);
            case PrefixUnaryExpressionSyntax prefix when FieldOf(prefix.Operand, model) is { } field:
                return new(prefix.Operand, field, OperatorOf(prefix.Kind()), null, false);
            case AssignmentExpressionSyntax assignment when FieldOf(assignment.Left, model) is { } field:
                if (!assignment.IsKind(SyntaxKind.SimpleAssignmentExpression))
                    return OperatorOf(assignment.Kind()) is var head and not SyntaxKind.None && IsIndependent(assignment.Right, field, model)
                        ? new(assignment.Left, field, head, assignment.Right, false)
                        : null;
                return IsPath(assignment.Left) ? Spelled(assignment.Right, assignment.Left, field, model) : null;
            default:
                return null;
        }
    }

    /// <summary><c>target op operand</c>, or the other way round where the order does not matter.</summary>
    public static FieldStep? Spelled(ExpressionSyntax value, ExpressionSyntax target, IFieldSymbol field, SemanticModel model)
    {
        while (value is ParenthesizedExpressionSyntax parenthesized) value = parenthesized.Expression;
        if (value is not BinaryExpressionSyntax binary || !SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(binary).Type, field.Type)) return null;
        if (Same(binary.Left, target) && IsIndependent(binary.Right, field, model)) return new(target, field, binary.Kind(), binary.Right, false);
        return IsCommutative(binary) && Same(binary.Right, target) && IsIndependent(binary.Left, field, model) && field.Type.SpecialType != SpecialType.System_String
            ? new(target, field, binary.Kind(), binary.Left, false)
            : null;
    }

    public static bool Same(ExpressionSyntax left, ExpressionSyntax right) => SyntaxFactory.AreEquivalent(Bare(left), Bare(right));

    /// <summary>A field that can be given away by address, and that is the same however often it is named.</summary>
    private static IFieldSymbol? FieldOf(ExpressionSyntax target, SemanticModel model) =>
        model.GetSymbolInfo(target).Symbol is IFieldSymbol { IsReadOnly: false, IsConst: false, RefKind: RefKind.None } field ? field : null;

    /// <summary>Names and dots only: naming it twice is naming it once.</summary>
    private static bool IsPath(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax or GenericNameSyntax or ThisExpressionSyntax or BaseExpressionSyntax or AliasQualifiedNameSyntax or PredefinedTypeSyntax => true,
        MemberAccessExpressionSyntax access => IsPath(access.Expression),
        _ => false,
    };

    /// <summary>The operand neither mentions the field, nor waits, nor calls a method of the type that mentions it.</summary>
    private static bool IsIndependent(ExpressionSyntax operand, IFieldSymbol field, SemanticModel model)
    {
        foreach (var node in operand.DescendantNodesAndSelf())
        {
            if (node is AwaitExpressionSyntax) return false;
            if (node is not SimpleNameSyntax name) continue;
            var symbol = model.GetSymbolInfo(name).Symbol;
            if (SymbolEqualityComparer.Default.Equals(symbol, field)) return false;
            if (symbol is not (IMethodSymbol or IPropertySymbol) || !SymbolEqualityComparer.Default.Equals(symbol.ContainingType, field.ContainingType)) continue;
            foreach (var reference in symbol.DeclaringSyntaxReferences)
                if (reference.GetSyntax().DescendantTokens().Any(token => token.ValueText == field.Name)) return false;
        }

        return true;
    }

    private static bool IsCommutative(BinaryExpressionSyntax binary) =>
        binary.Kind() is SyntaxKind.AddExpression or SyntaxKind.BitwiseOrExpression or SyntaxKind.BitwiseAndExpression or SyntaxKind.ExclusiveOrExpression or SyntaxKind.MultiplyExpression;

    private static ExpressionSyntax Bare(ExpressionSyntax expression) =>
        expression is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } ? name.WithoutTrivia() : expression.WithoutTrivia();

    private static SyntaxKind OperatorOf(SyntaxKind step) => step switch
    {
        SyntaxKind.PostIncrementExpression or SyntaxKind.PreIncrementExpression or SyntaxKind.AddAssignmentExpression => SyntaxKind.AddExpression,
        SyntaxKind.PostDecrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.SubtractAssignmentExpression => SyntaxKind.SubtractExpression,
        SyntaxKind.OrAssignmentExpression => SyntaxKind.BitwiseOrExpression,
        SyntaxKind.AndAssignmentExpression => SyntaxKind.BitwiseAndExpression,
        SyntaxKind.ExclusiveOrAssignmentExpression => SyntaxKind.ExclusiveOrExpression,
        SyntaxKind.MultiplyAssignmentExpression => SyntaxKind.MultiplyExpression,
        SyntaxKind.DivideAssignmentExpression => SyntaxKind.DivideExpression,
        SyntaxKind.ModuloAssignmentExpression => SyntaxKind.ModuloExpression,
        SyntaxKind.LeftShiftAssignmentExpression => SyntaxKind.LeftShiftExpression,
        SyntaxKind.RightShiftAssignmentExpression => SyntaxKind.RightShiftExpression,
        _ => SyntaxKind.None,
    };
}

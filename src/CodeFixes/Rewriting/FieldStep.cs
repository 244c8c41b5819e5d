using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>One step of a field, element or captured variable, in whichever way it is spelled: <c>x++</c>, <c>x += y</c>, <c>x = x + y</c>.</summary>
/// <param name="Target">The expression that names the place.</param>
/// <param name="Symbol">The field or variable; of an element, the one that holds the array.</param>
/// <param name="Type">The type of the place.</param>
/// <param name="Operator">The binary operator.</param>
/// <param name="Operand">The other operand; null for one.</param>
/// <param name="GivesOld">The expression's value is the old one: a postfix step.</param>
internal sealed record FieldStep(ExpressionSyntax Target, ISymbol Symbol, ITypeSymbol Type, SyntaxKind Operator, ExpressionSyntax? Operand, bool GivesOld)
{
    public bool IsVolatile => Symbol is IFieldSymbol { IsVolatile: true };

    /// <summary>What the expression changes; null when it is no assignment and no step.</summary>
    public static ExpressionSyntax? TargetOf(ExpressionSyntax write) => write switch
    {
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } postfix => postfix.Operand,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } prefix => prefix.Operand,
        AssignmentExpressionSyntax assignment => assignment.Left,
        _ => null,
    };

    /// <summary>Reads a write. Null when the target has no address, or the write is no step of it.</summary>
    /// <param name="write">The write.</param>
    /// <param name="model">The meaning of its names.</param>
    /// <param name="property">A property that is about to become a field.</param>
    public static FieldStep? Of(ExpressionSyntax write, SemanticModel model, IPropertySymbol? property = null)
    {
        if (TargetOf(write) is not { } target || model.GetTypeInfo(target).Type is not { } type || (property ?? PlaceOf(target, model)) is not { } symbol) return null;
        if (write is not AssignmentExpressionSyntax assignment) return OperatorOf(write.Kind()) is var step and not SyntaxKind.None ? new(target, symbol, type, step, null, write is PostfixUnaryExpressionSyntax) : null;
        if (assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)) return IsPath(target, model) ? Spelled(assignment.Right, target, symbol, type, model) : null;
        return OperatorOf(assignment.Kind()) is var head and not SyntaxKind.None && IsIndependent(assignment.Right, symbol, model) ? new(target, symbol, type, head, assignment.Right, false) : null;
    }

    /// <summary><c>target op operand</c>, or the other way round where the order does not matter.</summary>
    public static FieldStep? Spelled(ExpressionSyntax value, ExpressionSyntax target, ISymbol symbol, ITypeSymbol type, SemanticModel model)
    {
        while (value is ParenthesizedExpressionSyntax parenthesized) value = parenthesized.Expression;
        if (value is not BinaryExpressionSyntax binary || !SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(binary).Type, type)) return null;
        if (Same(binary.Left, target) && IsIndependent(binary.Right, symbol, model)) return new(target, symbol, type, binary.Kind(), binary.Right, false);
        return IsCommutative(binary) && Same(binary.Right, target) && IsIndependent(binary.Left, symbol, model) && type.SpecialType != SpecialType.System_String
            ? new(target, symbol, type, binary.Kind(), binary.Left, false)
            : null;
    }

    public static bool Same(ExpressionSyntax left, ExpressionSyntax right) => SyntaxFactory.AreEquivalent(Bare(left), Bare(right));

    /// <summary>What can be given away by address, and is the same however often it is named.</summary>
    private static ISymbol? PlaceOf(ExpressionSyntax target, SemanticModel model)
    {
        if (target is ElementAccessExpressionSyntax { Expression: var array })
            return model.GetTypeInfo(array).Type is IArrayTypeSymbol && model.GetSymbolInfo(array).Symbol is IFieldSymbol or ILocalSymbol or IParameterSymbol ? model.GetSymbolInfo(array).Symbol : null;
        return model.GetSymbolInfo(target).Symbol switch
        {
            IFieldSymbol { IsReadOnly: false, IsConst: false, RefKind: RefKind.None } field => field,
            ILocalSymbol { IsConst: false, IsForEach: false, IsUsing: false, RefKind: RefKind.None } local => local,
            IParameterSymbol { RefKind: RefKind.None } parameter => parameter,
            _ => null,
        };
    }

    /// <summary>Names, dots and fixed indices only: naming it twice is naming it once.</summary>
    private static bool IsPath(ExpressionSyntax target, SemanticModel model) => target switch
    {
        IdentifierNameSyntax or GenericNameSyntax or ThisExpressionSyntax or BaseExpressionSyntax or AliasQualifiedNameSyntax or PredefinedTypeSyntax => true,
        MemberAccessExpressionSyntax access => IsPath(access.Expression, model),
        ElementAccessExpressionSyntax element => IsPath(element.Expression, model) && element.ArgumentList.Arguments.All(index =>
            index.Expression is LiteralExpressionSyntax || model.GetSymbolInfo(index.Expression).Symbol is ILocalSymbol or IParameterSymbol),
        _ => false,
    };

    /// <summary>The operand neither mentions the field, nor waits, nor calls a method of the type that mentions it.</summary>
    private static bool IsIndependent(ExpressionSyntax operand, ISymbol field, SemanticModel model)
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

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting.Entries;

/// <summary>What compound operators do silently, spelled out: conversions, and the value that an absent entry counts as.</summary>
internal static class EntryNumbers
{
    /// <summary>Sums of this type are ints.</summary>
    public static bool IsSmall(ITypeSymbol type) => type.SpecialType is
        SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char;

    /// <summary>Whether <c>old op operand</c> must be cast back; null when nobody can say.</summary>
    public static bool? NeedsCast(ExpressionSyntax operand, ITypeSymbol type, SemanticModel model)
    {
        if (IsSmall(type)) return true;
        if (type.SpecialType == SpecialType.System_String) return false;
        var other = model.GetTypeInfo(operand).Type;
        if (SymbolEqualityComparer.Default.Equals(other, type)) return false;
        if (!IsNumber(type) || other is null || !IsNumber(other)) return null;
        if (model.GetConstantValue(operand).HasValue && other.SpecialType == SpecialType.System_Int32) return false;
        return model.Compilation.ClassifyCommonConversion(other, type) is { IsImplicit: true } ? false : true;
    }

    public static ExpressionSyntax Cast(ExpressionSyntax expression, ITypeSymbol type, bool needed) =>
        needed ? ParseExpression($"({type.ToDisplayString()})({expression})") : expression;

    /// <summary>The computation with the default value in place of the old one; null when that cannot be spelled well.</summary>
    public static ExpressionSyntax? Seed(ExpressionSyntax compute, string old, ITypeSymbol type)
    {
        if (compute is BinaryExpressionSyntax binary && IsNumber(type) && !IsSmall(type))
        {
            var (left, right) = (IsOld(binary.Left, old), IsOld(binary.Right, old));
            if (left && !right && binary.IsKind(SyntaxKind.AddExpression) && !Mentions(binary.Right, old)) return binary.Right;
            if (right && !left && binary.IsKind(SyntaxKind.AddExpression) && !Mentions(binary.Left, old)) return binary.Left;
        }

        if (type.SpecialType == SpecialType.System_Boolean) return Substitute(compute, old, LiteralExpression(SyntaxKind.FalseLiteralExpression));
        return IsNumber(type) && type.SpecialType != SpecialType.System_Char ? Substitute(compute, old, ParseExpression(type.SpecialType == SpecialType.System_Decimal ? "0m" : "0")) : null;
    }

    public static ExpressionSyntax Substitute(ExpressionSyntax compute, string old, ExpressionSyntax by)
    {
        if (IsOld(compute, old)) return by.WithoutTrivia();
        return compute.ReplaceNodes(
            compute.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => IsOld(name, old)), (name, _) => Spelling.Operand(by).WithTriviaFrom(name));
    }

    public static bool Mentions(SyntaxNode node, string old) => node.DescendantNodesAndSelf().Any(name => IsOld(name, old));

    /// <summary>Same when computed twice and cheap: no call, no creation.</summary>
    public static bool IsSimple(ExpressionSyntax expression) => !expression.DescendantNodesAndSelf().Any(node =>
        node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax or ArrayCreationExpressionSyntax or AnonymousFunctionExpressionSyntax
            or CollectionExpressionSyntax or ImplicitArrayCreationExpressionSyntax or SwitchExpressionSyntax or WithExpressionSyntax or ThrowExpressionSyntax);

    private static bool IsOld(SyntaxNode node, string old) =>
        node is IdentifierNameSyntax name && name.Identifier.ValueText == old
        && !(name.Parent is MemberAccessExpressionSyntax member && member.Name == name) && name.Parent is not NameColonSyntax;

    public static bool IsNumber(ITypeSymbol type) => type.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_Double;
}

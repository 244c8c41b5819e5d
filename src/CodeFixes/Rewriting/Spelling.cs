using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>Spells calls. Nodes come out with elastic blanks, so that the formatter lays out only what is new.</summary>
internal static class Spelling
{
    /// <summary>The full name, for the simplifier to shorten. Use <see cref="FixSite.Type"/>, which also imports the namespace.</summary>
    public static ExpressionSyntax Type(string nameSpace, string name) =>
        ParseExpression($"global::{nameSpace}.{name}").WithAdditionalAnnotations(Simplifier.Annotation);

    /// <summary><c>receiver.Name(arguments)</c>; the receiver gets parentheses if it needs them.</summary>
    public static InvocationExpressionSyntax Call(ExpressionSyntax receiver, string name, params ArgumentSyntax[] arguments) =>
        InvocationExpression(
            MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Operand(receiver), IdentifierName(name)), Arguments(arguments));

    public static ArgumentSyntax Value(ExpressionSyntax expression) => Argument(expression.WithoutTrivia());

    public static ArgumentSyntax Ref(ExpressionSyntax expression) =>
        Argument(expression.WithoutTrivia()).WithRefKindKeyword(Token(SyntaxKind.RefKeyword).WithTrailingTrivia(Space));

    /// <summary>An expression that may stand before a dot or an operator.</summary>
    public static ExpressionSyntax Operand(ExpressionSyntax expression) => expression.WithoutTrivia() switch
    {
        IdentifierNameSyntax or GenericNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax
            or ThisExpressionSyntax or BaseExpressionSyntax or LiteralExpressionSyntax or ParenthesizedExpressionSyntax or AliasQualifiedNameSyntax
            or BaseObjectCreationExpressionSyntax or TypeOfExpressionSyntax => expression.WithoutTrivia(),
        var other => ParenthesizedExpression(other),
    };

    private static ArgumentListSyntax Arguments(ArgumentSyntax[] arguments) => ArgumentList(SeparatedList(
        arguments, Enumerable.Repeat(Token(SyntaxKind.CommaToken).WithTrailingTrivia(Space), Math.Max(0, arguments.Length - 1))));
}

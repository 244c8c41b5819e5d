using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting.Caches;

/// <summary>One call in place of the statements that read, add and write.</summary>
internal static class CounterEdits
{
    /// <summary>The call stands where the write stood. Its result gets the name of the new number, where that is used.</summary>
    public static void Replace(FixSite site, CounterShape shape, InvocationExpressionSyntax call)
    {
        foreach (var statement in shape.Superfluous) site.Remove(statement);
        var last = shape.Stretch.Last;
        if (shape.Result is not { } result)
        {
            site.Replace(shape.Write.Syntax, _ => call);
            return;
        }

        site.Replace((StatementSyntax)last, _ =>
        {
            var value = Instead(last.Expression, call);
            if (shape.Write.Kind != CacheKind.Memory && result.Type.SpecialType == SpecialType.System_Int32) value = CastExpression(IdentifierName("int"), value is AwaitExpressionSyntax ? value : Spelling.Operand(value));
            return Declaration(result.Name, value);
        });
    }

    /// <summary>What is added, with its sign.</summary>
    public static ExpressionSyntax Signed(ExpressionSyntax by, bool isDecrement) => isDecrement ? PrefixUnaryExpression(SyntaxKind.UnaryMinusExpression, Spelling.Operand(by)) : by.WithoutTrivia();

    /// <summary>What is added is one: the default, which need not be said.</summary>
    public static bool IsOne(ExpressionSyntax by, bool isDecrement) => !isDecrement && by is LiteralExpressionSyntax { Token.Value: 1 or 1L };

    /// <summary>The call in place of the one that is awaited, or of the whole where nothing is.</summary>
    public static ExpressionSyntax Instead(ExpressionSyntax written, ExpressionSyntax call)
    {
        if (written is not AwaitExpressionSyntax { Expression: InvocationExpressionSyntax awaited } wait) return call;
        var inner = awaited.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: InvocationExpressionSyntax configured } ? configured : awaited;
        return wait.ReplaceNode(inner, call).WithoutTrivia();
    }

    /// <summary>The value is that read, awaited or not, and nothing more.</summary>
    public static bool IsWhole(ExpressionSyntax? value, CacheCall read) => value switch
    {
        AwaitExpressionSyntax wait => IsWhole(wait.Expression, read),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } configured } => IsWhole(configured.Expression, read),
        _ => value == read.Syntax,
    };

    /// <summary><c>if (condition) statement</c>, in place of another statement.</summary>
    public static StatementSyntax If(ExpressionSyntax condition, StatementSyntax statement, StatementSyntax replaced)
    {
        var line = replaced.GetTrailingTrivia().LastOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToString();
        var indent = replaced.GetLeadingTrivia().LastOrDefault(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).ToString();
        return ParseStatement($"if ({condition}){(statement is BlockSyntax ? line + indent : " ")}{statement}");
    }

    /// <summary><c>var name = value;</c></summary>
    public static StatementSyntax Declaration(string name, ExpressionSyntax value)
    {
        var statement = (LocalDeclarationStatementSyntax)ParseStatement($"var {name} = 0;");
        return statement.ReplaceNode(statement.Declaration.Variables[0].Initializer!.Value, value);
    }
}

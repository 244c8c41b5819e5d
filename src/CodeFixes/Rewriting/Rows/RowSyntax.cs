using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>Small questions about the syntax around rows.</summary>
internal static class RowSyntax
{
    /// <summary>A part of <c>task.ConfigureAwait(false)</c>.</summary>
    public static bool IsConfigured(ExpressionSyntax outer) => outer is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }
        or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } };

    /// <summary>The name of a lambda's only parameter.</summary>
    public static string? Parameter(LambdaExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => simple.Parameter.Identifier.ValueText,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } one } => one[0].Identifier.ValueText,
        _ => null,
    };

    /// <summary>Nothing that follows the statement runs after it.</summary>
    public static bool Leaves(StatementSyntax statement) => statement switch
    {
        ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax => true,
        BlockSyntax { Statements: { Count: > 0 } statements } => Leaves(statements.Last()),
        _ => false,
    };

    public static bool IsLoop(SyntaxNode node) => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax;

    /// <summary>The member, lambda or local function that a node runs in.</summary>
    public static SyntaxNode? Function(SyntaxNode node) => node.Ancestors().FirstOrDefault(outer => outer is MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);

    /// <summary>The call that saves what was changed.</summary>
    public static bool IsSave(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SaveChanges" or "SaveChangesAsync" } or IdentifierNameSyntax { Identifier.ValueText: "SaveChanges" or "SaveChangesAsync" };

    /// <summary>The expression with its <c>await</c>, parentheses and <c>ConfigureAwait</c>.</summary>
    public static ExpressionSyntax Whole(ExpressionSyntax call)
    {
        while (call.Parent is AwaitExpressionSyntax || (call.Parent is ExpressionSyntax outer && IsConfigured(outer))) call = (ExpressionSyntax)call.Parent;
        return call;
    }

    /// <summary>The operands of a chain of one operator, from left to right, without their parentheses.</summary>
    public static IEnumerable<ExpressionSyntax> Operands(ExpressionSyntax expression, SyntaxKind chain)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized) expression = parenthesized.Expression;
        return expression is BinaryExpressionSyntax binary && binary.IsKind(chain) ? Operands(binary.Left, chain).Concat(Operands(binary.Right, chain)) : [expression];
    }

    /// <summary>True for <c>row is null</c>, false for <c>row is not null</c>, null for anything else.</summary>
    public static bool? IsNull(ExpressionSyntax condition, Func<ExpressionSyntax, bool> isRow) => condition switch
    {
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression }, Expression: var value } when isRow(value) => true,
        IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression } }, Expression: var value } when isRow(value) => false,
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression, Left: var left, Right: var right } binary
            when (isRow(left) && right.IsKind(SyntaxKind.NullLiteralExpression)) || (isRow(right) && left.IsKind(SyntaxKind.NullLiteralExpression)) => binary.IsKind(SyntaxKind.EqualsExpression),
        _ => null,
    };

    /// <summary>A name that nothing else has in the member around a place.</summary>
    public static string Unused(string wanted, SyntaxNode place)
    {
        var scope = place.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? place;
        var taken = new HashSet<string>(scope.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText), StringComparer.Ordinal);
        var name = wanted;
        for (var i = 2; taken.Contains(name); i++) name = wanted + i;
        return name;
    }
}

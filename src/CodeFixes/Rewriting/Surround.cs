using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>What stands around an expression and decides how it may be rewritten.</summary>
internal static class Surround
{
    /// <summary>Somebody looks at the expression's value.</summary>
    public static bool IsUsed(ExpressionSyntax expression, SemanticModel model)
    {
        SyntaxNode node = expression;
        while (node.Parent is ParenthesizedExpressionSyntax parenthesized) node = parenthesized;
        return node.Parent switch
        {
            ExpressionStatementSyntax => false,
            ForStatementSyntax loop => loop.Condition == node,
            ArrowExpressionClauseSyntax arrow => !GivesNothing(model.GetDeclaredSymbol(arrow.Parent!) as IMethodSymbol),
            LambdaExpressionSyntax lambda => !GivesNothing(model.GetSymbolInfo(lambda).Symbol as IMethodSymbol),
            _ => true,
        };
    }

    /// <summary>Arithmetic throws on overflow here; Interlocked never does.</summary>
    public static bool IsChecked(SyntaxNode node, SemanticModel model)
    {
        foreach (var ancestor in node.AncestorsAndSelf())
        {
            switch (ancestor)
            {
                case CheckedExpressionSyntax or CheckedStatementSyntax:
                    return ancestor.Kind() is SyntaxKind.CheckedExpression or SyntaxKind.CheckedStatement;
            }
        }

        return model.Compilation.Options is CSharpCompilationOptions { CheckOverflow: true };
    }

    /// <summary>The statement before this one in the same list.</summary>
    public static StatementSyntax? Before(StatementSyntax statement)
    {
        var siblings = statement.Parent switch
        {
            BlockSyntax block => block.Statements,
            SwitchSectionSyntax section => section.Statements,
            _ => default,
        };
        var index = siblings.IndexOf(statement);
        return index > 0 ? siblings[index - 1] : null;
    }

    /// <summary>The statement that is nothing but this call, awaited or not.</summary>
    public static ExpressionStatementSyntax? StatementOf(InvocationExpressionSyntax call)
    {
        ExpressionSyntax outer = call;
        while (outer.Parent is AwaitExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } or InvocationExpressionSyntax) outer = (ExpressionSyntax)outer.Parent;
        return outer.Parent as ExpressionStatementSyntax;
    }

    private static bool GivesNothing(IMethodSymbol? method) =>
        method is not null && (method.ReturnsVoid || method is { IsAsync: true, ReturnType: INamedTypeSymbol { IsGenericType: false } } || method.MethodKind == MethodKind.PropertySet);
}

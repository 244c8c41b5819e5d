using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>How the function around a place awaits.</summary>
internal static class AwaitStyle
{
    /// <summary>Whether <c>await</c> may stand here: in an async function or in top-level statements, and under no lock.</summary>
    public static bool CanAwait(SyntaxNode place)
    {
        foreach (var node in place.AncestorsAndSelf())
        {
            switch (node)
            {
                case LockStatementSyntax or UnsafeStatementSyntax or QueryExpressionSyntax: return false;
                case CatchFilterClauseSyntax: return false;
                case AnonymousFunctionExpressionSyntax function: return function.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword);
                case LocalFunctionStatementSyntax local: return local.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case MethodDeclarationSyntax method: return method.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case GlobalStatementSyntax: return true;
                case MemberDeclarationSyntax: return false;
            }
        }

        return false;
    }

    /// <summary>Awaits a task as its surroundings do: with <c>ConfigureAwait(false)</c> where the file's own awaits have it.</summary>
    public static AwaitExpressionSyntax Await(ExpressionSyntax task, SyntaxNode place)
    {
        var awaited = Configures(place)
            ? Spelling.Call(task, "ConfigureAwait", Argument(LiteralExpression(SyntaxKind.FalseLiteralExpression)))
            : task.WithoutTrivia();
        return AwaitExpression(Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space), awaited);
    }

    /// <summary>The nearest member that awaits anything decides, then the file.</summary>
    private static bool Configures(SyntaxNode place)
    {
        foreach (var scope in place.AncestorsAndSelf().Where(node => node is MemberDeclarationSyntax or CompilationUnitSyntax))
        {
            var awaits = scope.DescendantNodes().OfType<AwaitExpressionSyntax>().ToList();
            if (awaits.Count > 0) return awaits.Count(IsConfigured) * 2 > awaits.Count;
        }

        return false;
    }

    private static bool IsConfigured(AwaitExpressionSyntax awaiting) =>
        awaiting.Expression is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" },
            ArgumentList.Arguments: { Count: 1 } arguments,
        }
        && arguments[0].Expression.IsKind(SyntaxKind.FalseLiteralExpression);
}

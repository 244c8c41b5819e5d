using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Safety;

/// <summary>Calls that run a delegate on another thread, by their spelling.</summary>
internal static class ThreadStarts
{
    public static bool Is(SyntaxNode site) => site switch
    {
        BaseObjectCreationExpressionSyntax creation => creation is ObjectCreationExpressionSyntax { Type: var type } && LastName(type.ToString()) is "Thread" or "Timer",
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier.ValueText switch
        {
            "Run" => access.Expression.ToString() is "Task" or "System.Threading.Tasks.Task",
            "StartNew" or "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" => true,
            _ => false,
        },
        _ => false,
    };

    /// <summary>The start may come again while what it started still runs: in a loop, or once per element.</summary>
    public static bool IsRepeated(SyntaxNode site)
    {
        foreach (var ancestor in site.Ancestors())
        {
            switch (ancestor)
            {
                case ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax when !WaitsInside(ancestor, site):
                    return true;
                case AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select" or "ForEach" } } } }:
                    return true;
                case BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax:
                    return false;
            }
        }

        return false;
    }

    /// <summary>The code that starts it waits for its end at once.</summary>
    public static bool IsWaitedFor(SyntaxNode site) => site.Parent is AwaitExpressionSyntax or MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax { Parent: AwaitExpressionSyntax } };

    private static bool WaitsInside(SyntaxNode loop, SyntaxNode site) =>
        site.FirstAncestorOrSelf<AwaitExpressionSyntax>() is { } wait && loop.Span.Contains(wait.Span);

    private static string LastName(string type) => type.Substring(type.LastIndexOf('.') + 1);
}

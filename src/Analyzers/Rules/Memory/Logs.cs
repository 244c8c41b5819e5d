using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>A figure in a log line may be a little late.</summary>
internal static class Logs
{
    public static bool IsIn(SyntaxNode node)
    {
        foreach (var call in node.Ancestors().OfType<InvocationExpressionSyntax>())
        {
            var text = call.Expression.ToString();
            if (text.Contains("Log") || text.Contains("Trace") || text.Contains("Debug") || text.Contains("Write") || text.Contains("Assert")) return true;
        }

        return false;
    }
}

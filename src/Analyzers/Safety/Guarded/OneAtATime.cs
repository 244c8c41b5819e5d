using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Safety.Guarded;

/// <summary>Code that Interlocked lets one thread into: <c>if (Interlocked.Exchange(ref _busy, 1) == 0) { … }</c>, or its opposite with an early return.</summary>
internal static class OneAtATime
{
    /// <summary>The condition that lets one thread in at a time, or null.</summary>
    public static SyntaxNode? Gate(SyntaxNode node)
    {
        for (var current = node; current.Parent is { } parent; current = parent)
        {
            switch (parent)
            {
                case IfStatementSyntax branch when branch.Condition != current && Asks(branch.Condition):
                    return branch.Condition;
                case BlockSyntax block:
                    foreach (var statement in block.Statements)
                    {
                        if (statement == current) break;
                        if (statement is IfStatementSyntax early && Leaves(early.Statement) && Asks(early.Condition)) return early.Condition;
                        if (statement is WhileStatementSyntax spin && Asks(spin.Condition)) return spin.Condition;
                        if (statement is DoStatementSyntax { Condition: var again } && Asks(again) && !again.Contains(node)) return again;
                    }

                    break;
                case BaseMethodDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax:
                    return null;
            }
        }

        return null;
    }

    private static bool Leaves(StatementSyntax statement) =>
        statement is ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax
        || (statement is BlockSyntax { Statements: { Count: > 0 } statements } && Leaves(statements.Last()));

    /// <summary>The condition compares what Exchange or CompareExchange with a constant gave.</summary>
    private static bool Asks(ExpressionSyntax condition) => condition.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(call =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exchange" or "CompareExchange" } access
        && access.Expression.ToString().EndsWith("Interlocked", StringComparison.Ordinal)
        && call.ArgumentList.Arguments.Count > 1
        && call.ArgumentList.Arguments[1].Expression is LiteralExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or CastExpressionSyntax);
}

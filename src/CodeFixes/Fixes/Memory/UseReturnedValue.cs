using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary><c>Interlocked.Increment(ref _id); return _id;</c> becomes <c>return Interlocked.Increment(ref _id);</c>.</summary>
internal sealed class UseReturnedValue : Rewrite
{
    public override string Action => FixActions.UseReturnedValue;

    public override string? Plan(FixSite site)
    {
        if (site.Write<ExpressionSyntax>() is not { } read || site.Place<InvocationExpressionSyntax>(FixRoles.Read) is not { Parent: ExpressionStatementSyntax statement } update) return null;
        if (site.Model.GetSymbolInfo(update).Symbol is not IMethodSymbol { Name: "Increment" or "Decrement" or "Add" }) return null; // And and Or give the old value
        if (site.Handoff.Places(FixRoles.Related).Count() != 1 || !ComesFirst(read)) return null;
        site.Keep(update);
        site.Replace(read, now => now.Of(update));
        site.Remove(statement);
        return "Use the value that Interlocked returns";
    }

    /// <summary>Nothing that can do anything is evaluated before the read, and the read always is.</summary>
    private static bool ComesFirst(ExpressionSyntax read)
    {
        for (SyntaxNode node = read; node is not StatementSyntax; node = node.Parent!)
        {
            switch (node.Parent)
            {
                case BinaryExpressionSyntax binary when binary.Right == node && !IsStill(binary.Left):
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression } choice when choice.Right == node:
                case ConditionalExpressionSyntax choose when choose.Condition != node:
                case AnonymousFunctionExpressionSyntax or ConditionalAccessExpressionSyntax or ArgumentSyntax { Parent: not ArgumentListSyntax { Arguments.Count: 1 } } or InitializerExpressionSyntax:
                case AssignmentExpressionSyntax assignment when assignment.Right == node && assignment.Left is not IdentifierNameSyntax:
                case ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None }:
                    return false;
            }
        }

        return true;
    }

    private static bool IsStill(ExpressionSyntax expression) => expression is LiteralExpressionSyntax or IdentifierNameSyntax
        || (expression is BinaryExpressionSyntax binary && IsStill(binary.Left) && IsStill(binary.Right));
}

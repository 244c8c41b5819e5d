using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Safety.Evidence;

namespace RaceSafe.Analyzers.Safety.Confined;

/// <summary>
/// Does each run set the figure back before it counts? Whoever writes that has one run at a time in mind, and that the type guards its other members
/// says nothing against it.
/// </summary>
internal static class FreshFigures
{
    public static bool Is(ISymbol member, IMethodSymbol method, Access write, MemberUses uses)
    {
        if (IsSetBefore(write.Syntax, member)) return true;
        var calls = uses.Of(method);
        return !calls.IsEmpty && calls.All(call => IsSetBefore(call.Name, member));
    }

    private static bool IsSetBefore(SyntaxNode node, ISymbol member)
    {
        foreach (var block in node.Ancestors().OfType<BlockSyntax>())
        {
            foreach (var statement in block.Statements)
            {
                if (statement.Span.Contains(node.Span)) break;
                if (Sets(statement, member)) return true;
            }
        }

        return false;
    }

    private static bool Sets(StatementSyntax statement, ISymbol member) =>
        statement is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Right: LiteralExpressionSyntax, Left: var target } }
        && (target as SimpleNameSyntax ?? (target as MemberAccessExpressionSyntax)?.Name)?.Identifier.ValueText == member.Name;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>A column that is set back and then summed up anew: <c>row.Total = 0; foreach (var line in row.Lines) row.Total += line.Amount;</c></summary>
internal static class Recomputed
{
    public static bool Is(Access write)
    {
        if (write.Syntax.FirstAncestorOrSelf<StatementSyntax>() is not { } change || Target(write.Syntax) is not { } target) return false;
        for (SyntaxNode node = change; node.Parent is { } parent and not MemberDeclarationSyntax; node = parent)
        {
            if (parent is not BlockSyntax block) continue;
            foreach (var statement in block.Statements)
            {
                if (statement == node) break;
                if (statement is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Right: LiteralExpressionSyntax, Left: var reset } } && reset.ToString() == target) return true;
            }
        }

        return false;
    }

    /// <summary>What is changed, as it is written.</summary>
    private static string? Target(SyntaxNode change) => change switch
    {
        ExpressionStatementSyntax statement => Target(statement.Expression),
        AssignmentExpressionSyntax assignment => assignment.Left.ToString(),
        PostfixUnaryExpressionSyntax step => step.Operand.ToString(),
        PrefixUnaryExpressionSyntax step => step.Operand.ToString(),
        _ => null,
    };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Safety;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>
/// A column that counts what has been done with its row: how often a message was sent, how often work on it failed. Whoever does that
/// works on the row alone as a rule, and nothing is sold or spent when one is not counted.
/// </summary>
internal static class Bookkeeping
{
    /// <summary>Why the changed column is one, or null.</summary>
    public static Answer? Of(RowFinding finding)
    {
        if (!IsStep(finding.Write)) return null;
        if (finding.Column is { } column && column.Name.StartsWith("Retr", StringComparison.Ordinal)) return new("it counts how often something was tried again", column.Locations[0]);
        if (finding.Column is { } version && IsVersion(version)) return new("it counts how often the row was changed", version.Locations[0]);
        if (finding.Write.Operation.Syntax.FirstAncestorOrSelf<CatchClauseSyntax>() is { } failure) return new("it counts failures", failure.CatchKeyword.GetLocation());
        return StateSetBeside(finding) is { } state ? new("it counts how often the row came to a state", state.GetLocation()) : null;
    }

    /// <summary>The number of the version, which goes up with every change.</summary>
    public static bool IsVersion(ISymbol column) => column.Name.EndsWith("Version", StringComparison.Ordinal) || column.Name.EndsWith("Revision", StringComparison.Ordinal);

    /// <summary>One more: <c>row.Attempts++</c>, <c>row.Attempts += 1</c>.</summary>
    public static bool IsStep(Access write) => IsStep(write.Syntax);

    private static bool IsStep(SyntaxNode change) => change switch
    {
        ExpressionStatementSyntax statement => IsStep(statement.Expression),
        PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax => change.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PreIncrementExpression,
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression, Right: LiteralExpressionSyntax { Token.Value: 1 } } => true,
        _ => false,
    };

    /// <summary>The same object is given a state, and the step is taken only for one of them: <c>row.State = next; if (next == Sending) row.TimesSent++</c>.</summary>
    private static ExpressionSyntax? StateSetBeside(RowFinding finding)
    {
        var step = finding.Write.Operation.Syntax;
        if (Target(step) is not { Expression: IdentifierNameSyntax row } || step.FirstAncestorOrSelf<IfStatementSyntax>() is not { Condition: var condition, Parent: BlockSyntax block }) return null;
        foreach (var statement in block.Statements)
        {
            if (statement is not ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner } column, Right: IdentifierNameSyntax state } }) continue;
            if (owner.Identifier.ValueText != row.Identifier.ValueText || !IsEnum(finding.Entity, column.Name.Identifier.ValueText)) continue;
            if (condition.DescendantNodesAndSelf().Any(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == state.Identifier.ValueText)) return column;
        }

        return null;
    }

    private static MemberAccessExpressionSyntax? Target(SyntaxNode change) => change switch
    {
        ExpressionStatementSyntax statement => Target(statement.Expression),
        PostfixUnaryExpressionSyntax step => step.Operand as MemberAccessExpressionSyntax,
        PrefixUnaryExpressionSyntax step => step.Operand as MemberAccessExpressionSyntax,
        AssignmentExpressionSyntax assignment => assignment.Left as MemberAccessExpressionSyntax,
        _ => null,
    };

    private static bool IsEnum(ITypeSymbol entity, string column)
    {
        for (var type = entity; type is not null; type = type.BaseType)
            if (type.GetMembers(column).FirstOrDefault() is IPropertySymbol property) return property.Type.TypeKind == TypeKind.Enum;
        return false;
    }
}

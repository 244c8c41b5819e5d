using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Rows;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Database;

/// <summary>
/// The runtime's increment returns the value that this call made, so that what is returned, broadcast or compared afterwards is this caller's own
/// number. Where the row is needed for more, it stays loaded, and the runtime puts the new value into it.
/// </summary>
internal sealed class UseRowIncrement : Rewrite
{
    public override string Action => FixActions.UseRowIncrement;

    public override string? Plan(FixSite site)
    {
        if (RowChange.Of(site) is not { Around: null } change || change.OtherUses.Count == 0 || change.Guards.Any(guard => guard.Conditions.Any(change.Conditions.Mentions))) return null;
        var update = new RowUpdate(site, change);
        if (!update.CanIncrement || change.SaveStatement is not ExpressionStatementSyntax || change.OnlySum is not { } column) return null;
        if (!IsSupported(column.Column.Type, site) || !IsFresh(change, column)) return null;
        var isValueOnly = change.Changes.Count == 1 && change.Guards.Count == 0 && change.OtherUses.All(use => IsValue(use, column));
        return (isValueOnly ? Value(site, change, update, column) : InPlace(site, change, update, column)) ? "Use IncrementAsync" : null;
    }

    private static bool Value(FixSite site, RowChange change, RowUpdate update, ColumnChange column)
    {
        var wanted = column.Column.Name.Substring(0, 1).ToLowerInvariant() + column.Column.Name.Substring(1);
        var name = RowSyntax.Unused(SyntaxFacts.GetKeywordKind(wanted) == SyntaxKind.None ? wanted : "value", change.Load.Statement);
        var increment = update.Increment(column);
        site.Remove(change.Load.Statement);
        StatementSyntax statement;
        if (change.Missing is { } missing)
        {
            site.Remove(missing);
            var pattern = UnaryPattern(Token(SyntaxKind.NotKeyword).WithTrailingTrivia(Space), RecursivePattern().WithPropertyPatternClause(PropertyPatternClause()).WithDesignation(SingleVariableDesignation(Identifier(name)).WithLeadingTrivia(Space)));
            statement = RowUpdate.If(IsPatternExpression(increment, Token(SyntaxKind.IsKeyword).WithLeadingTrivia(Space).WithTrailingTrivia(Space), pattern), missing.Statement, missing);
        }
        else
        {
            ExpressionSyntax thrown = change.Load.Otherwise?.WithoutTrivia() ?? ParseExpression("throw new InvalidOperationException(\"Sequence contains no elements.\")");
            statement = RowUpdate.Declare(name, BinaryExpression(SyntaxKind.CoalesceExpression, increment, thrown));
        }

        foreach (var use in change.OtherUses)
            if (!IsWithinSave(use, change)) site.Replace((ExpressionSyntax)use.Parent!, _ => IdentifierName(name));
        return RowRewrite.Put(site, change, update, change.Changes, statement);
    }

    private static bool InPlace(FixSite site, RowChange change, RowUpdate update, ColumnChange column)
    {
        if (!change.Load.IsTracked) return false;
        site.Import("Microsoft.EntityFrameworkCore");
        var increment = BinaryExpression(SyntaxKind.CoalesceExpression, update.Increment(column), ParseExpression("throw new DbUpdateConcurrencyException(\"The row is gone.\")"));
        return RowRewrite.Put(site, change, update, [column], RowUpdate.Statement(AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, IdentifierName("_"), increment)));
    }

    private static bool IsWithinSave(SyntaxNode use, RowChange change) => change.SaveStatement.Span.Contains(use.Span);

    /// <summary>The use is the column, after the change.</summary>
    private static bool IsValue(IdentifierNameSyntax use, ColumnChange column) =>
        use.SpanStart > column.Statement.Span.End && use.Parent is MemberAccessExpressionSyntax access && access.Expression == use && access.Name.Identifier.ValueText == column.Column.Name
        && !(access.Parent is AssignmentExpressionSyntax assignment && assignment.Left == access)
        && access.Parent is not (PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression } or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } or ArgumentSyntax { RefKindKeyword.RawKind: not 0 })
        && !access.Ancestors().TakeWhile(node => node is not StatementSyntax).Any(node => node is AnonymousObjectMemberDeclaratorSyntax { NameEquals: null } declared && declared.Expression == access);

    /// <summary>Nobody has taken the old value out of the row before the change.</summary>
    private static bool IsFresh(RowChange change, ColumnChange column) => change.OtherUses.All(use =>
        use.SpanStart > column.Statement.SpanStart || (use.Parent is MemberAccessExpressionSyntax access && access.Expression == use && access.Name.Identifier.ValueText != column.Column.Name));

    /// <summary>The runtime counts in whole numbers on every database, and in decimals where the database has them.</summary>
    public static bool IsSupported(ITypeSymbol type, FixSite site) => type.SpecialType switch
    {
        SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double => true,
        SpecialType.System_Decimal => !site.Model.Compilation.ReferencedAssemblyNames.Any(assembly => assembly.Name is "Microsoft.EntityFrameworkCore.Sqlite" or "Microsoft.Data.Sqlite"),
        _ => false,
    };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>Puts new statements in the place of the change, and deals with the save.</summary>
internal static class RowRewrite
{
    /// <summary>
    /// The statements take the place of the changes. The save goes when it saves nothing else; otherwise it stays, in one transaction with them.
    /// False when that cannot be.
    /// </summary>
    public static bool Put(FixSite site, RowChange change, RowUpdate update, IReadOnlyList<ColumnChange> replaced, params StatementSyntax[] statements)
    {
        var more = change.SavesMore || replaced.Count < change.Changes.Count;
        var first = replaced[0].Statement;
        var isStatement = change.SaveStatement is ExpressionStatementSyntax;
        if (more && site.Handoff.Fact("within") is null)
        {
            if (!isStatement || !update.CanBegin || change.Around is not null || !IsOnlySave(change)) return false;
            var name = RowSyntax.Unused("transaction", change.Load.Statement);
            statements = [update.Begin(name), .. statements];
            var save = change.SaveStatement.WithoutTrivia();
            site.InsertBefore(change.SaveStatement, _ => save);
            site.Replace(change.SaveStatement, _ => update.Commit(name));
        }
        else if (!more)
        {
            if (isStatement) site.Remove(change.SaveStatement);
            else site.Replace(change.Save, _ => IdentifierName(update.Affected));
        }

        for (var i = 0; i < statements.Length - 1; i++)
        {
            var statement = statements[i];
            site.InsertBefore(first, _ => statement);
        }

        site.Replace(first, _ => statements[statements.Length - 1]);
        foreach (var other in replaced.Skip(1)) site.Remove(other.Statement);
        return true;
    }

    /// <summary>With several, the whole may be made one transaction by another fix, and there is none in a transaction.</summary>
    private static bool IsOnlySave(RowChange change) =>
        change.SaveStatement.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member && member.DescendantNodes().OfType<SimpleNameSyntax>().Count(name => name.Identifier.ValueText is "SaveChanges" or "SaveChangesAsync") == 1;

    public static ExpressionSyntax IsZero(string variable) =>
        BinaryExpression(SyntaxKind.EqualsExpression, IdentifierName(variable), LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(0)));

    /// <summary>What the code did when there was no row to load: its own branch, or the exception that it ran into.</summary>
    public static StatementSyntax? OnMissing(RowChange change, ExpressionSyntax condition)
    {
        if (change.Around is not null) return null;
        if (change.Missing is { } branch) return RowUpdate.If(condition, branch.Statement, branch);
        var thrown = change.Load.Otherwise is { } otherwise
            ? ThrowStatement(Token(SyntaxKind.ThrowKeyword).WithTrailingTrivia(Space), otherwise.Expression.WithoutTrivia(), Token(SyntaxKind.SemicolonToken))
            : RowUpdate.Throw("InvalidOperationException", "Sequence contains no elements.");
        return RowUpdate.If(condition, thrown);
    }
}

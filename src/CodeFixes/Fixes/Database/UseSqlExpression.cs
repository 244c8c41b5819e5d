using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Rows;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Database;

/// <summary>
/// <c>SELECT c</c>, then <c>SET c = @n</c> with the sum computed here, becomes <c>SET c = c + @n</c> with what is added. The new value, where it is
/// used, comes back by <c>RETURNING</c> or <c>OUTPUT</c>. The query goes when nobody needs it for anything else.
/// </summary>
internal sealed class UseSqlExpression : Rewrite
{
    public override string Action => FixActions.UseSqlExpression;

    public override string? Plan(FixSite site)
    {
        if (SqlChange.Of(site) is not { } change) return SqlCommandChange.Of(site) is { } command ? Command(site, command) : null;
        if (change.Next is null) return Plain(site, change);
        return change.Returning is not null && IsStatement(change.Update) ? Returning(site, change) : null;
    }

    private static string? Plain(FixSite site, SqlChange change)
    {
        if (change.IsQueryNeeded)
        {
            Rewrite(site, change);
            return "Compute in the UPDATE";
        }

        if (!IsStatement(change.Update)) return null;
        site.Remove(change.Query);
        if (!change.QueryThrows)
        {
            Rewrite(site, change);
            return "Compute in the UPDATE";
        }

        var statement = change.Update.FirstAncestorOrSelf<ExpressionStatementSyntax>()!;
        site.Replace(statement, _ => RowUpdate.If(
            BinaryExpression(SyntaxKind.EqualsExpression, Whole(change), LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(0))),
            RowUpdate.Throw("InvalidOperationException", "Sequence contains no elements.")));
        return "Compute in the UPDATE";
    }

    private static string? Returning(FixSite site, SqlChange change)
    {
        if (change.IsQueryNeeded) return null;
        var statement = change.Update.FirstAncestorOrSelf<ExpressionStatementSyntax>()!;
        var type = site.Model.GetDeclaredSymbol(change.Next!.Declaration.Variables[0]) is ILocalSymbol local ? local.Type : null;
        if (type is null) return null;
        site.Remove(change.Query);
        site.Remove(change.Next);
        site.Replace(statement, _ => RowUpdate.Declare(change.Next.Declaration.Variables[0].Identifier.ValueText, Whole(change, type.ToMinimalDisplayString(site.Model, statement.SpanStart))));
        return "Compute in the UPDATE and return the value";
    }

    /// <summary>The same where the text and its parameters are in a command.</summary>
    private static string Command(FixSite site, SqlCommandChange change)
    {
        foreach (var statement in change.Query) site.Remove(statement);
        site.Replace(change.Text, _ => Computed(change.Text, change.Assignment, change.Sum.IsKind(SyntaxKind.AddExpression) ? '+' : '-'));
        site.Replace(change.Sum, _ => change.Sum.Right.WithoutTrivia());
        if (change.QueryThrows)
        {
            var update = change.Update.Expression.WithoutTrivia();
            site.Replace(change.Update, _ => RowUpdate.If(
                BinaryExpression(SyntaxKind.EqualsExpression, update, LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(0))),
                RowUpdate.Throw("InvalidOperationException", "Sequence contains no elements.")));
        }

        return "Compute in the UPDATE";
    }

    private static ExpressionSyntax Computed(LiteralExpressionSyntax text, string assignment, char sign) => ParseExpression(Computed(text.Token.Text, assignment, sign));

    private static string Computed(string text, string assignment, char sign) =>
        Regex.Replace(text, assignment, match => $"{match.Groups[1].Value}{match.Groups[2].Value}{match.Groups[1].Value} {sign} {match.Groups[3].Value}", RegexOptions.IgnoreCase);

    private static void Rewrite(FixSite site, SqlChange change)
    {
        site.Replace(change.Text, _ => Text(change, returns: false));
        site.Replace(change.Parameter, _ => Parameter(change));
    }

    /// <summary>The whole call with its await, rewritten.</summary>
    private static ExpressionSyntax Whole(SqlChange change, string? scalar = null)
    {
        var whole = RowSyntax.Whole(change.Update);
        var call = change.Update.ReplaceNodes(new SyntaxNode[] { change.Text, change.Parameter }, (node, _) => node == change.Text ? Text(change, scalar is not null) : Parameter(change));
        if (scalar is not null && call.Expression is MemberAccessExpressionSyntax access)
        {
            var name = (change.QueryThrows ? change.Terminal : "ExecuteScalar") + (access.Name.Identifier.ValueText.EndsWith("Async", StringComparison.Ordinal) ? "Async" : ""); // no row: the same exception as before
            call = call.WithExpression(access.WithName(GenericName(Identifier(name), TypeArgumentList(SingletonSeparatedList(ParseTypeName(scalar))))));
        }

        return whole.ReplaceNode(change.Update, call).WithoutTrivia();
    }

    private static SyntaxNode Text(SqlChange change, bool returns)
    {
        var text = Computed(change.Text.Token.Text, change.Assignment, change.Sign);
        return ParseExpression(!returns ? text : change.Returning == "OUTPUT" ? Output(text, change.Column) : AtEnd(text, $"RETURNING {change.Column}"));
    }

    /// <summary>SQL Server wants it before the condition.</summary>
    private static string Output(string text, string column)
    {
        var condition = Regex.Match(text, @"(?<=\s)(FROM|WHERE)\b", RegexOptions.IgnoreCase);
        return condition.Success ? text.Insert(condition.Index, $"OUTPUT INSERTED.{column} ") : AtEnd(text, $"OUTPUT INSERTED.{column}");
    }

    private static string AtEnd(string text, string clause) => Regex.Replace(text, "(\\s*;)?\\s*(\"+)$", match => $" {clause}{match.Groups[1].Value}{match.Groups[2].Value}");

    private static SyntaxNode Parameter(SqlChange change) =>
        AnonymousObjectMemberDeclarator(NameEquals(IdentifierName(change.ParameterName)), change.By.WithoutTrivia());

    private static bool IsStatement(InvocationExpressionSyntax call) => RowSyntax.Whole(call).Parent is ExpressionStatementSyntax { Parent: BlockSyntax };
}

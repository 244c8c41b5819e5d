using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Rows;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes;

/// <summary>
/// Load, change, save under a concurrency token becomes a loop: whoever is refused forgets what it loaded, loads again and computes again. Only where
/// running it twice does nothing twice, and where the context holds nothing else that would be forgotten.
/// </summary>
internal sealed class RetryOnConflict : Rewrite
{
    private const string Conflict = "Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException";

    public override string Action => FixActions.RetryOnConflict;

    public override string? Plan(FixSite site)
    {
        if (site.Place<InvocationExpressionSyntax>(FixRoles.Related) is not { Expression: MemberAccessExpressionSyntax { Expression: var context } } save) return null;
        if (site.Place<InvocationExpressionSyntax>(FixRoles.Read) is not { } read || site.Model.Compilation.GetTypeByMetadataName(Conflict) is null) return null;
        if (RowSyntax.Whole(save).Parent is not ExpressionStatementSyntax { Parent: BlockSyntax { Parent: BaseMethodDeclarationSyntax } body } saving) return null;
        if (save.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SaveChangesAsync" } != RowSyntax.Whole(save) is AwaitExpressionSyntax) return null;
        if (body.Statements.FirstOrDefault(statement => statement.Span.Contains(read.Span)) is not LocalDeclarationStatementSyntax first) return null;
        var from = body.Statements.IndexOf(first);
        var work = body.Statements.Skip(from).ToList();
        if (body.Statements.Take(from).Any(statement => Touches(statement, context)) || !Repeatable.Is([.. work.TakeWhile(statement => statement != saving)], context, site.Model)) return null;
        if (work.SkipWhile(statement => statement != saving).Skip(1).Any(statement => Touches(statement, context))) return null;

        site.Import("Microsoft.EntityFrameworkCore");
        foreach (var statement in work) site.Keep(statement);
        var ends = RowSyntax.Leaves(work[work.Count - 1]);
        site.Replace(first, now => WhileStatement(LiteralExpression(SyntaxKind.TrueLiteralExpression), Block(work.SelectMany(statement => Inside(statement, now)))).WithAdditionalAnnotations(Formatter.Annotation));
        foreach (var statement in work.Skip(1)) site.Move(statement);
        return "Load again and retry on conflict";

        IEnumerable<StatementSyntax> Inside(StatementSyntax statement, Now now)
        {
            var inside = now.Of(statement).WithLeadingTrivia(statement == first ? default : statement.GetLeadingTrivia()).WithTrailingTrivia(statement.GetTrailingTrivia());
            yield return statement == saving ? Attempt(inside.WithoutTrivia(), context) : inside;
            if (statement == work[work.Count - 1] && !ends) yield return BreakStatement();
        }
    }

    /// <summary><c>try { save; } catch (DbUpdateConcurrencyException) { db.ChangeTracker.Clear(); continue; }</c></summary>
    private static StatementSyntax Attempt(StatementSyntax save, ExpressionSyntax context)
    {
        var forget = Spelling.Call(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, context.WithoutTrivia(), IdentifierName("ChangeTracker")), "Clear");
        var caught = CatchClause(CatchDeclaration(IdentifierName("DbUpdateConcurrencyException")), null, Block(ExpressionStatement(forget), ContinueStatement()));
        return TryStatement(Block(save), SingletonList(caught), null);
    }

    private static bool Touches(StatementSyntax statement, ExpressionSyntax context) =>
        statement.DescendantNodes().OfType<ExpressionSyntax>().Any(node => node.ToString() == context.ToString());
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Rows;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Database;

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
        var at = body.Statements.IndexOf(saving);
        site.Replace(body, now =>
        {
            var all = now.Of(body).Statements;
            var inside = all.Skip(from + 1).Select((statement, i) => i + from + 1 == at ? Attempt(statement, context) : statement).ToList();
            if (!RowSyntax.Leaves(all[all.Count - 1])) inside.Add(BreakStatement());
            var loop = WhileStatement(LiteralExpression(SyntaxKind.TrueLiteralExpression), Block(List<StatementSyntax>([all[from].WithLeadingTrivia(), .. inside])));
            return Block(List<StatementSyntax>([.. all.Take(from), loop.WithLeadingTrivia(all[from].GetLeadingTrivia())])).WithAdditionalAnnotations(Formatter.Annotation);
        });
        return "Load again and retry on conflict";
    }

    /// <summary><c>try { save; } catch (DbUpdateConcurrencyException) { db.ChangeTracker.Clear(); continue; }</c></summary>
    private static StatementSyntax Attempt(StatementSyntax save, ExpressionSyntax context)
    {
        var forget = Spelling.Call(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, context.WithoutTrivia(), IdentifierName("ChangeTracker")), "Clear");
        var caught = CatchClause(CatchDeclaration(IdentifierName("DbUpdateConcurrencyException")), null, Block(ExpressionStatement(forget), ContinueStatement()));
        return TryStatement(Block(save.WithoutTrivia()), SingletonList(caught), null).WithLeadingTrivia(save.GetLeadingTrivia());
    }

    private static bool Touches(StatementSyntax statement, ExpressionSyntax context) =>
        statement.DescendantNodes().OfType<ExpressionSyntax>().Any(node => node.ToString() == context.ToString());
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>Parts of a method that can be a unit of work alone, when what lies before the read or after the save must not run twice. The longer ones come first.</summary>
internal static class UnitParts
{
    public static IEnumerable<UnitOfWork> Of(UnitOfWork whole, SyntaxNode read, InvocationExpressionSyntax save, ExpressionSyntax context, SemanticModel model)
    {
        if (read.SyntaxTree != save.SyntaxTree || save.Ancestors().OfType<BlockSyntax>().FirstOrDefault(outer => outer.Contains(read)) is not { } block || !whole.Body.Contains(block) || RowSyntax.Function(read) != RowSyntax.Function(save)) yield break;
        var (from, to) = (IndexOf(block, read), IndexOf(block, save));
        if (from < 0 || to < from || save.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member || UnitCallers.BeginsTransaction(member)) yield break;

        var changes = new RowChanges(model.GetTypeInfo(context).Type!, model.Compilation);
        for (var start = Math.Min(from, IndexOfFirst(block, context)); start <= from; start++)
        {
            var part = whole with { Body = block, Work = [.. block.Statements.Skip(start).Take(to - start + 1)], IsPart = true };
            if (changes.AreLeftBefore(part.Work, member)) continue;
            if (!Leaves(part.Work) && Scopes.UsedAround(part.Work[0], part.Work[part.Work.Count - 1], model) is { } used) yield return part with { Result = null, Given = used };
            if (block == whole.Body) yield return part with { Work = [.. block.Statements.Skip(start)] };
        }
    }

    private static int IndexOf(BlockSyntax block, SyntaxNode node) => block.Statements.IndexOf(statement => statement.Contains(node));

    private static int IndexOfFirst(BlockSyntax block, ExpressionSyntax context) => block.Statements.IndexOf(statement => statement.ToString().Contains(context.ToString()));

    /// <summary>A jump out of the part, which a lambda cannot make.</summary>
    private static bool Leaves(IReadOnlyList<StatementSyntax> part) => part.SelectMany(statement => statement.DescendantNodesAndSelf(node => node is not AnonymousFunctionExpressionSyntax)).Any(node => node switch
    {
        ReturnStatementSyntax or GotoStatementSyntax or YieldStatementSyntax => true,
        ContinueStatementSyntax => !part.Any(statement => node.Ancestors().TakeWhile(outer => outer != statement.Parent).Any(RowSyntax.IsLoop)),
        BreakStatementSyntax => !part.Any(statement => node.Ancestors().TakeWhile(outer => outer != statement.Parent).Any(outer => outer is SwitchStatementSyntax || RowSyntax.IsLoop(outer))),
        _ => false,
    });
}

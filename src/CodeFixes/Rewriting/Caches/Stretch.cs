using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.CodeFixes.Rewriting.Caches;

/// <summary>The statements of one block from a read to the write that depends on it.</summary>
internal sealed class Stretch
{
    private Stretch(CacheCall read, CacheCall write, BlockSyntax block, IReadOnlyList<StatementSyntax> statements)
    {
        Read = read;
        Write = write;
        Block = block;
        Statements = statements;
    }

    public CacheCall Read { get; }

    public CacheCall Write { get; }

    public BlockSyntax Block { get; }

    /// <summary>From the one that reads to the one that is the write.</summary>
    public IReadOnlyList<StatementSyntax> Statements { get; }

    public ExpressionStatementSyntax Last => (ExpressionStatementSyntax)Statements[Statements.Count - 1];

    public static Stretch? Of(FixSite site)
    {
        if (CacheCall.Of(site, site.Write<InvocationExpressionSyntax>()) is not { Statement: { Parent: BlockSyntax block } last } write) return null;
        if (CacheCall.Of(site, site.Place<InvocationExpressionSyntax>(FixRoles.Read)) is not { } read || read.IsAsync != write.IsAsync || !read.IsOnSamePlace(write)) return null;
        var first = block.Statements.FirstOrDefault(statement => statement.Span.Contains(read.Syntax.Span));
        if (first is null || first.SpanStart >= last.SpanStart) return null;
        return new(read, write, block, [.. block.Statements.Where(statement => statement.SpanStart >= first.SpanStart && statement.SpanStart <= last.SpanStart)]);
    }

    /// <summary>Uses of a variable behind the write.</summary>
    public IEnumerable<IdentifierNameSyntax> UsesAfter(ISymbol variable, SemanticModel model) =>
        Uses(Block, variable, model).Where(use => use.SpanStart > Last.Span.End);

    public static IEnumerable<IdentifierNameSyntax> Uses(SyntaxNode scope, ISymbol variable, SemanticModel model) => scope.DescendantNodes().OfType<IdentifierNameSyntax>()
        .Where(use => use.Identifier.ValueText == variable.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(use).Symbol, variable));
}

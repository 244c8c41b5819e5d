using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>Is a refused write handled: a concurrency conflict, a violated unique index, a serialization failure?</summary>
internal sealed class Conflicts(Compilation compilation)
{
    private readonly ConcurrentDictionary<string, bool> _mentioned = new(StringComparer.Ordinal);

    /// <summary>A concurrency conflict is caught around the save, or somewhere above it.</summary>
    public bool ConcurrencyIsHandled(SyntaxNode save) =>
        IsCaught(save, "DbUpdateConcurrencyException", "DBConcurrencyException", "DbUpdateException", "ConcurrencyException") || IsMentioned("DbUpdateConcurrencyException");

    /// <summary>A violated key or unique index is caught around the save, or by a handler for all of them.</summary>
    public bool ViolationIsHandled(SyntaxNode save) =>
        IsCaught(save, "DbUpdateException", "UniqueConstraintException", "PostgresException", "SqlException", "SqliteException", "MySqlException", "DbException", "Exception")
        || IsMentioned("UniqueConstraintException");

    /// <summary>A transaction that the server refuses to serialize is run again.</summary>
    public bool SerializationIsRetried(SyntaxNode save, IEnumerable<SyntaxNode> scopes)
    {
        if (IsCaught(save, "DbUpdateException", "PostgresException", "SqlException", "NpgsqlException", "DbException", "Exception", "InvalidOperationException")) return true;
        foreach (var scope in scopes)
            foreach (var token in scope.DescendantTokens())
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText is "CreateExecutionStrategy" or "ExecutionStrategy") return true;
        return IsMentioned("EnableRetryOnFailure");
    }

    private static bool IsCaught(SyntaxNode save, params string[] types)
    {
        foreach (var ancestor in save.Ancestors())
        {
            if (ancestor is BaseMethodDeclarationSyntax) return false;
            if (ancestor is not TryStatementSyntax attempt || !attempt.Block.Span.Contains(save.Span)) continue;
            foreach (var clause in attempt.Catches)
            {
                var caught = clause.Declaration?.Type.ToString() ?? "Exception";
                caught = caught.Substring(caught.LastIndexOf('.') + 1);
                if (Array.IndexOf(types, caught) >= 0) return true;
            }
        }

        return false;
    }

    /// <summary>Some source file has that identifier.</summary>
    public bool IsMentioned(string name) => _mentioned.GetOrAdd(name, Search);

    private bool Search(string name)
    {
        var words = new WordSet([name]);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var text = tree.GetText();
            foreach (var (_, start) in words.In(text, new(0, text.Length)))
                if (tree.GetRoot().FindToken(start) is var token && token.SpanStart == start && token.IsKind(SyntaxKind.IdentifierToken)) return true;
        }

        return false;
    }
}

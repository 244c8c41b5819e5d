using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety;

/// <summary>
/// The author has written beside it that callers come one at a time, or that a lost update does not matter. He knows, and the next reader does too.
/// A note that something is to be done about it is another matter.
/// </summary>
internal static class AuthorsNote
{
    private static readonly string[] s_threads =
    [
        "not thread-safe", "not thread safe", "not threadsafe", "isn't thread-safe", "isn't thread safe", "single-threaded", "single threaded", "one thread at a time", "no more than one thread",
    ];

    private static readonly string[] s_figures =
    [
        "approximat", "benign race", "race is benign", "racy", "not exact", "not be exact", "lost update", "lost increment", "lossy",
    ];

    private static readonly string[] s_regrets = ["todo", "fixme", "hack", "bug"];

    /// <summary>The note at the write, its method, its type, or the member that is written.</summary>
    public static Answer? On(Access write, IMethodSymbol method)
    {
        if (write.Operation.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { } statement && IsNoted(statement, ofType: false)) return At(statement);
        foreach (var symbol in new ISymbol?[] { write.Member, method, method.ContainingType })
        {
            if (symbol is null) continue;
            foreach (var reference in symbol.DeclaringSyntaxReferences)
            {
                var node = reference.GetSyntax();
                SyntaxNode? declaration = symbol is ILocalSymbol ? node.FirstAncestorOrSelf<StatementSyntax>() : node.FirstAncestorOrSelf<MemberDeclarationSyntax>();
                if (declaration is not null && IsNoted(declaration, ofType: symbol is INamedTypeSymbol)) return At(declaration);
            }
        }

        return null;
    }

    private static Answer At(SyntaxNode node) => new("a comment says that it need not be safe", node.GetFirstToken().GetLocation());

    /// <summary>Comments in front of it; behind it on the same line, where that is not the end of a body. What a whole type does approximately may be anything.</summary>
    private static bool IsNoted(SyntaxNode node, bool ofType)
    {
        foreach (var trivia in node.GetLeadingTrivia())
            if (IsNote(trivia, ofType)) return true;
        if (node is not (FieldDeclarationSyntax or ExpressionStatementSyntax or LocalDeclarationStatementSyntax)) return false;
        foreach (var trivia in node.GetTrailingTrivia())
            if (IsNote(trivia, ofType)) return true;
        return false;
    }

    private static bool IsNote(SyntaxTrivia trivia, bool ofType)
    {
        if (trivia.Kind() is SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia || trivia.IsDirective) return false;
        var text = trivia.ToFullString();
        return (s_threads.Any(note => Contains(text, note)) || (!ofType && s_figures.Any(note => Contains(text, note)))) && !s_regrets.Any(regret => Contains(text, regret));
    }

    private static bool Contains(string text, string words) => text.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0;
}

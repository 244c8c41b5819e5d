using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety.Confined;

/// <summary>
/// The author says that callers have to come one at a time, in the documentation that callers read, or beside it that a lost update does not matter.
/// He knows, and the next reader does too. A comment that only names the race is a complaint, and so is one that something is to be done.
/// </summary>
internal static class AuthorsNote
{
    // In documentation a condition for callers, in any other comment a complaint.
    private static readonly string[] s_unsafe = ["not thread-safe", "not thread safe", "not threadsafe", "isn't thread-safe", "isn't thread safe"];

    private static readonly string[] s_threads = ["single-threaded", "single threaded", "one thread at a time", "no more than one thread"];

    private static readonly string[] s_figures = ["approximat", "benign race", "race is benign", "not exact", "not be exact"];

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
        return (s_threads.Any(note => Contains(text, note)) || (IsDocumentation(text) && s_unsafe.Any(note => Contains(text, note))) || (!ofType && s_figures.Any(note => Contains(text, note)))) && !s_regrets.Any(regret => Contains(text, regret));
    }

    /// <summary>By its text: where no documentation is asked for, the compiler takes it for a plain comment.</summary>
    private static bool IsDocumentation(string text) => text.TrimStart() is var start && (start.StartsWith("///", StringComparison.Ordinal) || start.StartsWith("/**", StringComparison.Ordinal));

    private static bool Contains(string text, string words) => text.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0;
}

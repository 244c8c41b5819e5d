using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>Comments and directives belong to the author: a rewrite moves them, and is refused rather than lose one.</summary>
internal static class Comments
{
    public static bool Lost(IEnumerable<string> before, List<string> after) => before.Any(text => !after.Remove(text));

    public static List<string> In(SyntaxNode node) => [.. node.DescendantTrivia().Where(Matters).Select(trivia => trivia.ToString())];

    /// <summary>The leading trivia of the token after a removed statement: it takes over its comments and the blank lines above it.</summary>
    public static SyntaxTriviaList Inherit(SyntaxNode removed, SyntaxToken heir)
    {
        var own = heir.LeadingTrivia;
        var leading = removed.GetLeadingTrivia();
        if (heir.IsKind(SyntaxKind.CloseBraceToken) && !leading.Concat(removed.GetTrailingTrivia()).Any(Matters)) return own;

        var endOfLine = removed.GetTrailingTrivia().LastOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        var indent = leading.LastOrDefault().IsKind(SyntaxKind.WhitespaceTrivia) ? leading.Count - 1 : leading.Count;
        var inherited = leading.Take(indent).ToList();
        foreach (var comment in removed.GetTrailingTrivia().Where(Matters))
            inherited.AddRange([.. leading.Skip(indent), comment, endOfLine]);
        return inherited.Count == 0 ? own : [.. inherited, .. own.SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))];
    }

    private static bool Matters(SyntaxTrivia trivia) => trivia.IsDirective || trivia.Kind() is
        SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.DisabledTextTrivia
        or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;
}

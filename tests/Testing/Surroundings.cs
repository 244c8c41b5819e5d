using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RaceSafe.Testing.Analyzers;

/// <summary>What a fix must leave alone: comments, directives, and the compiler's peace.</summary>
internal static class Surroundings
{
    public static void CheckWarnings(IEnumerable<Diagnostic> before, IEnumerable<Diagnostic> after)
    {
        var known = before.GroupBy(warning => warning.Id).ToDictionary(group => group.Key, group => group.Count());
        var added = after.GroupBy(warning => warning.Id)
            .Where(group => group.Count() > known.GetValueOrDefault(group.Key)).SelectMany(group => group).ToList();
        if (added.Count > 0) throw new VerificationException("The fix makes the compiler warn:\n" + string.Join("\n", added.Select(Report.Show)));
    }

    public static async Task CheckTrivia(TestSolution test, Solution after)
    {
        foreach (var id in test.Marked.Keys)
        {
            var left = await CommentsAndDirectives(after.GetDocument(id)!);
            var lost = (await CommentsAndDirectives(test.Solution.GetDocument(id)!)).Where(text => !left.Remove(text)).ToList();
            if (lost.Count > 0) throw new VerificationException("The fix loses:\n" + string.Join("\n", lost.Select(text => "  " + text)));
        }
    }

    private static async Task<List<string>> CommentsAndDirectives(Document document)
    {
        var root = await document.GetSyntaxRootAsync();
        return [.. root!.DescendantTrivia(descendIntoTrivia: false).Where(Matters).Select(trivia => trivia.ToString().Trim())];
    }

    private static bool Matters(SyntaxTrivia trivia) => trivia.IsDirective || trivia.Kind() is
        SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.DisabledTextTrivia
        or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;
}

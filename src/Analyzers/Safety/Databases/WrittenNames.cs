using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>
/// Where names are assigned or stepped. One pass over the text of all files finds the likely places, whatever the name; only those that are
/// asked for are then looked up in their trees.
/// </summary>
internal sealed class WrittenNames(Compilation compilation)
{
    private const int HashSeed = 17;

    private readonly Lazy<Dictionary<int, List<(SyntaxTree Tree, int Start)>>> _places = new(() => Scan(compilation));
    private readonly ConcurrentDictionary<string, IReadOnlyList<SimpleNameSyntax>> _names = new(StringComparer.Ordinal);

    /// <summary>The writes of everything that has this name.</summary>
    public IReadOnlyList<SimpleNameSyntax> Of(string name) => _names.GetOrAdd(name, Find);

    private IReadOnlyList<SimpleNameSyntax> Find(string name)
    {
        var hash = HashSeed;
        foreach (var letter in name) hash = Next(hash, letter);
        if (!_places.Value.TryGetValue(hash, out var places)) return [];
        var found = new List<SimpleNameSyntax>();
        foreach (var (tree, start) in places)
            if (tree.GetRoot().FindToken(start) is { Parent: SimpleNameSyntax written } token && token.SpanStart == start && token.ValueText == name && IsWritten(written))
                found.Add(written);
        return found;
    }

    private static Dictionary<int, List<(SyntaxTree Tree, int Start)>> Scan(Compilation compilation)
    {
        var places = new Dictionary<int, List<(SyntaxTree, int)>>();
        foreach (var tree in compilation.SyntaxTrees) Scan(tree, tree.GetText().ToString(), places);
        return places;
    }

    private static void Scan(SyntaxTree tree, string text, Dictionary<int, List<(SyntaxTree, int)>> places)
    {
        var isStepped = false; // behind "++" or "--", up to the end of the chain of names
        for (var at = 0; at < text.Length; at++)
        {
            if (!IsLetter(text[at]))
            {
                if (at > 0 && IsStep(text, at - 1)) isStepped = true;
                else if (!char.IsWhiteSpace(text[at]) && text[at] is not ('.' or '?' or '!')) isStepped = false;
                continue;
            }

            var (start, hash) = (at, HashSeed);
            for (; at < text.Length && IsLetter(text[at]); at++) hash = Next(hash, text[at]);
            if (isStepped || IsFollowedByWrite(text, at)) Add(places, hash, (tree, start));
            at--;
        }
    }

    /// <summary>An assignment of any kind or a step; comparisons with <c>&lt;=</c> pass, too: the tree decides.</summary>
    private static bool IsFollowedByWrite(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        if (IsStep(text, at)) return true;
        while (at < text.Length && text[at] is '+' or '-' or '*' or '/' or '%' or '&' or '|' or '^' or '?' or '<' or '>') at++;
        return at + 1 < text.Length && text[at] == '=' && text[at + 1] is not ('=' or '>');
    }

    private static bool IsStep(string text, int at) => at + 1 < text.Length && text[at] is '+' or '-' && text[at + 1] == text[at];

    private static bool IsWritten(SimpleNameSyntax name)
    {
        ExpressionSyntax target = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return target.Parent is PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax || (target.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target);
    }

    private static void Add(Dictionary<int, List<(SyntaxTree, int)>> places, int hash, (SyntaxTree, int) place)
    {
        if (!places.TryGetValue(hash, out var known)) places[hash] = known = [];
        known.Add(place);
    }

    private static bool IsLetter(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    private static int Next(int hash, char letter) => unchecked((hash * 31) + letter);
}

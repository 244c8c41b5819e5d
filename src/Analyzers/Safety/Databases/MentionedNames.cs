using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>Names that change what is right for the whole project, wherever a file uses them. One pass over the text finds all of them.</summary>
internal sealed class MentionedNames(Compilation compilation)
{
    private static readonly string[] s_names =
    [
        "DbUpdateConcurrencyException", "UniqueConstraintException", "EnableRetryOnFailure", "ExecutionStrategy",
        "OwnsOne", "ComplexProperty", "HasFilter", "AddInterceptors", "SaveChangesInterceptor",
    ];

    private readonly Lazy<HashSet<string>> _found = new(() => Search(compilation));

    /// <summary>Some source file has that identifier, which is one of those that are looked for.</summary>
    public bool Has(string name)
    {
        Debug.Assert(Array.IndexOf(s_names, name) >= 0, name);
        return _found.Value.Contains(name);
    }

    private static HashSet<string> Search(Compilation compilation)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var words = new WordSet(s_names);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var text = tree.GetText();
            foreach (var (word, start) in words.In(text, new(0, text.Length)))
                if (!found.Contains(word) && tree.GetRoot().FindToken(start) is var token && token.SpanStart == start && token.IsKind(SyntaxKind.IdentifierToken)) found.Add(word);
        }

        return found;
    }
}

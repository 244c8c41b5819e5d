using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Source;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>Names that change what is right for the whole project, wherever a file uses them.</summary>
internal sealed class MentionedNames(FlowContext context)
{
    private readonly Lazy<HashSet<string>> _found = new(() => Search(context));

    /// <summary>Some source file has that identifier, which is one of <see cref="TreeIndex.ModelWords"/>.</summary>
    public bool Has(string name)
    {
        Debug.Assert(TreeIndex.ModelWords.Contains(name), name);
        return _found.Value.Contains(name);
    }

    private static HashSet<string> Search(FlowContext context)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tree in context.Compilation.SyntaxTrees)
        {
            foreach (var (word, start) in context.Trees.Of(tree, CancellationToken.None).Models)
                if (!found.Contains(word) && tree.GetRoot().FindToken(start) is var token && token.SpanStart == start && token.IsKind(SyntaxKind.IdentifierToken)) found.Add(word);
        }

        return found;
    }
}

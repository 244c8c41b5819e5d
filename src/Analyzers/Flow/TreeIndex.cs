using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Flow;

/// <summary>
/// What a source file mentions, from one pass over its tokens: enough to skip the files that cannot matter without binding them.
/// </summary>
internal sealed class TreeIndex(HashSet<string> tellingNames)
{
    private static readonly HashSet<string> s_registrations = new(StringComparer.Ordinal)
    {
        "AddSingleton", "TryAddSingleton", "AddHostedService", "AddKeyedSingleton", "TryAddKeyedSingleton", "UseMiddleware", "RegisterSingleton",
        "SingleInstance", "Singleton", "TryAddEnumerable",
    };

    private readonly ConcurrentDictionary<SyntaxTree, Entry> _entries = new();

    public Entry Of(SyntaxTree tree, CancellationToken cancellation) =>
        _entries.TryGetValue(tree, out var known) ? known : _entries.GetOrAdd(tree, Scan(tree, cancellation));

    private Entry Scan(SyntaxTree tree, CancellationToken cancellation)
    {
        var mentions = false;
        ImmutableArray<SimpleNameSyntax>.Builder? registrations = null;
        foreach (var token in tree.GetRoot(cancellation).DescendantTokens())
        {
            if (!token.IsKind(SyntaxKind.IdentifierToken)) continue;
            var text = token.ValueText;
            mentions |= tellingNames.Contains(text);
            if (s_registrations.Contains(text) && token.Parent is SimpleNameSyntax name)
                (registrations ??= ImmutableArray.CreateBuilder<SimpleNameSyntax>()).Add(name);
        }

        return new(mentions, registrations?.ToImmutable() ?? ImmutableArray<SimpleNameSyntax>.Empty);
    }

    /// <summary>One file.</summary>
    /// <param name="MentionsStore">It names a type or member of a store.</param>
    /// <param name="Registrations">Calls that look like registrations of singletons.</param>
    internal sealed record Entry(bool MentionsStore, ImmutableArray<SimpleNameSyntax> Registrations);
}

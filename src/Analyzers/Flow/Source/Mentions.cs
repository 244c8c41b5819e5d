using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Flow.Source;

/// <summary>Every mention of a method in the compilation. It binds what has the name, so ask only when a finding is about to be made.</summary>
internal sealed class Mentions(Compilation compilation, TreeIndex index)
{
    private const int MaxMentions = 100;

    private readonly ConcurrentDictionary<string, ImmutableArray<(SyntaxTree Tree, int Start)>> _places = new(StringComparer.Ordinal);

    /// <summary>Where the method is named, itself or by a member that it implements or overrides. Null when its name is too common to look at each.</summary>
    public IEnumerable<SimpleNameSyntax>? Of(IMethodSymbol method)
    {
        var isPrivate = method.DeclaredAccessibility == Accessibility.Private && method.ExplicitInterfaceImplementations.IsEmpty;
        var places = isPrivate ? Places(method.Name, method.ContainingType.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree).Distinct(), int.MaxValue)
            : _places.TryGetValue(method.Name, out var known) ? known : _places.GetOrAdd(method.Name, Places(method.Name, compilation.SyntaxTrees, MaxMentions));
        return places.IsDefault ? null : Bound(places, method);
    }

    /// <summary>Where the word stands; default when it stands in more places than that.</summary>
    private ImmutableArray<(SyntaxTree, int)> Places(string name, IEnumerable<SyntaxTree> trees, int most)
    {
        var places = ImmutableArray.CreateBuilder<(SyntaxTree, int)>();
        var words = new WordSet([name]);
        foreach (var tree in trees)
        {
            if (!index.Of(tree, CancellationToken.None).Words.MayHold(name)) continue;
            var text = tree.GetText();
            foreach (var (_, start) in words.In(text, new(0, text.Length)))
            {
                if (places.Count == most) return default;
                places.Add((tree, start));
            }
        }

        return places.ToImmutable();
    }

    private IEnumerable<SimpleNameSyntax> Bound(ImmutableArray<(SyntaxTree Tree, int Start)> places, IMethodSymbol method)
    {
        foreach (var (tree, start) in places)
            if (tree.GetRoot().FindToken(start) is { Parent: SimpleNameSyntax name } token && token.SpanStart == start && Refers(name, method)) yield return name;
    }

    private bool Refers(SimpleNameSyntax name, IMethodSymbol method)
    {
        if (compilation.GetSemanticModel(name.SyntaxTree).GetSymbolInfo(name).Symbol is not IMethodSymbol called) return false;
        called = (called.ReducedFrom ?? called).OriginalDefinition;
        for (var one = method; one is not null; one = one.OverriddenMethod)
            if (SymbolEqualityComparer.Default.Equals(called, one.OriginalDefinition)) return true;
        return called.ContainingType.TypeKind == TypeKind.Interface
            && method.ContainingType.AllInterfaces.FirstOrDefault(one => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, called.ContainingType)) is { } contract
            && contract.GetMembers(called.Name).Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member)?.OriginalDefinition, method));
    }
}

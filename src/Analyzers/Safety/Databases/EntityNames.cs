using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>
/// Configuration is kept by the simple names of entities. Where two types share one, this tells which of them is meant: it binds what the source
/// says, which costs too much to do for all of them, once for each place.
/// </summary>
internal sealed class EntityNames(FlowContext context)
{
    private readonly Lazy<HashSet<string>> _shared = new(() => Shared(context.Types.Classes));
    private readonly ConcurrentDictionary<(Location, string), INamedTypeSymbol?> _named = new();

    /// <summary>The configuration at that place is of that entity; true also when nothing there says otherwise.</summary>
    public bool Means(Location where, INamedTypeSymbol entity)
    {
        if (!_shared.Value.Contains(entity.Name) || where.SourceTree is not { } tree) return true;
        var named = _named.TryGetValue((where, entity.Name), out var known) ? known : _named.GetOrAdd((where, entity.Name), Find(tree, where, entity.Name));
        return named is null || SymbolEqualityComparer.Default.Equals(named, entity.OriginalDefinition);
    }

    /// <summary>The type of that name that the place says it is of, or null.</summary>
    private INamedTypeSymbol? Find(SyntaxTree tree, Location where, string name)
    {
        foreach (var node in tree.GetRoot().FindNode(where.SourceSpan).AncestorsAndSelf())
        {
            foreach (var type in Named(node))
                if (Last(type.ToString()) == name && context.Compilation.GetSemanticModel(tree).GetTypeInfo(type).Type is INamedTypeSymbol named) return named.OriginalDefinition;
            if (node is TypeDeclarationSyntax) return null;
        }

        return null;
    }

    /// <summary>The types that a call of a builder, a method that is handed one, or a configuration class names.</summary>
    private static IEnumerable<TypeSyntax> Named(SyntaxNode node)
    {
        switch (node)
        {
            case InvocationExpressionSyntax call:
                for (ExpressionSyntax? current = call; current is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }; current = access.Expression)
                    if (access.Name is GenericNameSyntax { Identifier.ValueText: "Entity", TypeArgumentList.Arguments: { Count: 1 } entity }) yield return entity[0];
                break;
            case BaseMethodDeclarationSyntax method:
                foreach (var generic in method.ParameterList.DescendantNodes().OfType<GenericNameSyntax>())
                    foreach (var argument in generic.TypeArgumentList.Arguments) yield return argument;
                break;
            case TypeDeclarationSyntax { BaseList: { } bases }:
                foreach (var generic in bases.DescendantNodes().OfType<GenericNameSyntax>())
                    foreach (var argument in generic.TypeArgumentList.Arguments) yield return argument;
                break;
        }
    }

    private static HashSet<string> Shared(IEnumerable<INamedTypeSymbol> types)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var shared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in types)
            if (!seen.Add(type.Name)) shared.Add(type.Name);
        return shared;
    }

    private static string Last(string name) => name.Substring(name.LastIndexOf('.') + 1);
}

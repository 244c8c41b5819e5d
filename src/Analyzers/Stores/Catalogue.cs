using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Stores;

/// <summary>
/// The store tables, resolved to the symbols of one compilation. A library that is not referenced contributes nothing.
/// Lives as long as the compilation; safe under concurrent analysis.
/// </summary>
internal sealed class Catalogue
{
    private readonly Dictionary<INamedTypeSymbol, StoreType> _types = new(SymbolEqualityComparer.Default);
    private readonly HashSet<string> _memberNames = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<IMethodSymbol, AccessSpec?> _answers = new(SymbolEqualityComparer.Default);

    private Catalogue()
    {
    }

    /// <summary>Some table holds rows of a database.</summary>
    public bool HasRows { get; private set; }

    /// <summary>Words of which a source file holds at least one if it uses a store: type names, and member names nobody else has.</summary>
    public HashSet<string> TellingNames { get; } = new(StringComparer.Ordinal);

    public static Catalogue Create(Compilation compilation, IEnumerable<StoreTable> tables)
    {
        var catalogue = new Catalogue();
        foreach (var table in tables)
        {
            if (table.Needs.Count > 0 && !table.Needs.Any(name => !compilation.GetTypesByMetadataName(name).IsEmpty)) continue;
            catalogue.TellingNames.UnionWith(table.Words);
            foreach (var type in table.Types)
                foreach (var symbol in compilation.GetTypesByMetadataName(type.MetadataName))
                    catalogue.Add(symbol, type);
            catalogue.HasRows |= table.HoldsRows;
        }

        return catalogue;
    }

    /// <summary>What that method does to a store; null for a method of no table.</summary>
    /// <param name="method">The method or accessor that is called.</param>
    /// <param name="receiver">The type that the receiver is known to have at run time, when that is more than the declared type.</param>
    public AccessSpec? Find(IMethodSymbol method, INamedTypeSymbol? receiver = null)
    {
        if (!_memberNames.Contains(method.Name)) return null;
        if (receiver is not null) return Row(receiver.OriginalDefinition, method);
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        return _answers.TryGetValue(definition, out var known) ? known : _answers.GetOrAdd(definition, Search(definition));
    }

    /// <summary>Some table has a member of that name.</summary>
    public bool HasMember(string name) => _memberNames.Contains(name);

    /// <summary>The type is one whose members are in a table.</summary>
    public bool Knows(ITypeSymbol type) => type is INamedTypeSymbol named && _types.ContainsKey(named.OriginalDefinition);

    private void Add(INamedTypeSymbol symbol, StoreType type)
    {
        _types[symbol] = type;
        _memberNames.UnionWith(type.Rows.Keys);
        TellingNames.Add(symbol.Name);
    }

    private AccessSpec? Search(IMethodSymbol method)
    {
        for (var current = method; current is not null; current = current.OverriddenMethod?.OriginalDefinition)
            if (Row(current.ContainingType.OriginalDefinition, current) is { } row) return row;
        foreach (var type in method.ContainingType.AllInterfaces)
            if (_types.ContainsKey(type.OriginalDefinition) && Implements(method, type) && Row(type.OriginalDefinition, method) is { } row) return row;
        return null;
    }

    private static bool Implements(IMethodSymbol method, INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers(method.Name))
            if (SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)) return true;
        return false;
    }

    private AccessSpec? Row(INamedTypeSymbol? type, IMethodSymbol method)
    {
        if (type is null || !_types.TryGetValue(type, out var rows) || !rows.Rows.TryGetValue(method.Name, out var candidates)) return null;
        foreach (var spec in candidates)
            if (spec.Key.IsEmpty || HasParameter(method, spec.Key)) return spec;
        return null;
    }

    private static bool HasParameter(IMethodSymbol method, ImmutableNames names)
    {
        foreach (var parameter in method.Parameters)
            if (names.Contains(parameter.Name)) return true;
        return false;
    }
}

using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow.Source;

namespace RaceSafe.Analyzers.Flow.Calls;

/// <summary>Which source method a virtual or interface call can reach, when there is exactly one.</summary>
internal sealed class Implementations(DeclaredTypes types)
{
    private const int MaxBodies = 4;

    private readonly Lazy<Dictionary<INamedTypeSymbol, List<INamedTypeSymbol>>> _subtypes = new(() => Subtypes(types.Classes));
    private readonly ConcurrentDictionary<IMethodSymbol, IMethodSymbol?> _answers = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<(IMethodSymbol, INamedTypeSymbol), IMethodSymbol?> _narrowed = new();

    /// <summary>The only body that a call of that method can run, or null when there are several or none.</summary>
    /// <param name="method">An interface, abstract, virtual or overriding method of this compilation.</param>
    /// <param name="receiver">The static type of the receiver, if it is narrower.</param>
    public IMethodSymbol? Single(IMethodSymbol method, INamedTypeSymbol? receiver)
    {
        if (receiver is { IsSealed: true, TypeKind: TypeKind.Class } && Body(method, receiver) is { } exact) return exact;
        var any = _answers.TryGetValue(method, out var known) ? known : _answers.GetOrAdd(method, Search(method, _ => true));
        return any is null && receiver is { TypeKind: TypeKind.Interface } && method.ContainingType.TypeKind == TypeKind.Interface ? Narrowed(method, receiver) : any;
    }

    /// <summary>Many classes implement the interface, and one of them what is asked for here: <c>IOrders : IRepository&lt;Order&gt;</c>, or <c>IRepository&lt;Order&gt;</c> itself.</summary>
    private IMethodSymbol? Narrowed(IMethodSymbol method, INamedTypeSymbol receiver)
    {
        if (SymbolEqualityComparer.Default.Equals(receiver, method.ContainingType)) return null;
        return _narrowed.TryGetValue((method, receiver), out var known) ? known : _narrowed.GetOrAdd((method, receiver), Search(method, type => type.AllInterfaces.Any(implemented => IsOr(implemented, receiver))));
    }

    /// <summary>The same interface, or that of a generic class, which may be closed to it.</summary>
    private static bool IsOr(INamedTypeSymbol implemented, INamedTypeSymbol receiver) =>
        SymbolEqualityComparer.Default.Equals(implemented, receiver)
        || (SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, receiver.OriginalDefinition) && implemented.TypeArguments.Any(argument => argument is ITypeParameterSymbol));

    /// <summary>All bodies that a call of an interface method can run; empty when there are more than a few.</summary>
    public IReadOnlyList<IMethodSymbol> Few(IMethodSymbol method)
    {
        if (!_subtypes.Value.TryGetValue(method.ContainingType.OriginalDefinition, out var types) || types.Count > MaxBodies) return [];
        var bodies = new List<IMethodSymbol>();
        foreach (var type in types)
            if (!type.IsAbstract && Body(method, type) is { IsAbstract: false } body && !bodies.Contains(body, SymbolEqualityComparer.Default)) bodies.Add(body);
        return bodies;
    }

    private IMethodSymbol? Search(IMethodSymbol method, Func<INamedTypeSymbol, bool> isMeant)
    {
        IMethodSymbol? found = method.IsAbstract ? null : method;
        if (!_subtypes.Value.TryGetValue(method.ContainingType.OriginalDefinition, out var types)) return found;
        foreach (var type in types)
        {
            if ((type.IsAbstract && method.ContainingType.TypeKind == TypeKind.Interface) || !isMeant(type)) continue;
            if (Body(method, type) is not { IsAbstract: false } body || SymbolEqualityComparer.Default.Equals(body, found)) continue;
            if (found is not null && !SymbolEqualityComparer.Default.Equals(found, method)) return null;
            if (found is not null && method.ContainingType.TypeKind != TypeKind.Interface) return null;
            found = body;
        }

        return found;
    }

    private static IMethodSymbol? Body(IMethodSymbol method, INamedTypeSymbol type)
    {
        if (method.ContainingType.TypeKind == TypeKind.Interface)
        {
            foreach (var implemented in type.AllInterfaces)
            {
                if (!SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, method.ContainingType)) continue;
                foreach (var member in implemented.GetMembers(method.Name))
                    if (SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, method))
                        return (type.FindImplementationForInterfaceMember(member) as IMethodSymbol)?.OriginalDefinition;
            }

            return null;
        }

        foreach (var member in type.GetMembers(method.Name))
        {
            for (var current = member as IMethodSymbol; current is not null; current = current.OverriddenMethod)
                if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, method)) return (IMethodSymbol)member;
        }

        return null;
    }

    /// <summary>For every type of the compilation, itself and the classes and structs that derive from it or implement it.</summary>
    private static Dictionary<INamedTypeSymbol, List<INamedTypeSymbol>> Subtypes(IEnumerable<INamedTypeSymbol> types)
    {
        var subtypes = new Dictionary<INamedTypeSymbol, List<INamedTypeSymbol>>(SymbolEqualityComparer.Default);
        foreach (var type in types)
        {
            for (var one = type; one is not null; one = one.BaseType) Add(one, type);
            foreach (var implemented in type.AllInterfaces) Add(implemented, type);
        }

        return subtypes;

        void Add(INamedTypeSymbol super, INamedTypeSymbol type)
        {
            if (!SymbolEqualityComparer.Default.Equals(super.ContainingAssembly, type.ContainingAssembly)) return;
            if (!subtypes.TryGetValue(super.OriginalDefinition, out var known)) subtypes.Add(super.OriginalDefinition, known = []);
            if (known.Count == 0 || !ReferenceEquals(known[known.Count - 1], type)) known.Add(type);
        }
    }
}

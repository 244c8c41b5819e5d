using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Flow;

/// <summary>The types that this compilation declares, from one walk. It asks for no members but nested types: the symbols of all the others would cost more than the walk.</summary>
internal sealed class DeclaredTypes(Compilation compilation)
{
    private readonly Lazy<IReadOnlyList<INamedTypeSymbol>> _all = new(() => Of(compilation.Assembly));

    /// <summary>The classes and structs.</summary>
    public IEnumerable<INamedTypeSymbol> Classes => _all.Value.Where(type => type.TypeKind is TypeKind.Class or TypeKind.Struct);

    public IEnumerable<INamedTypeSymbol> Interfaces => _all.Value.Where(type => type.TypeKind == TypeKind.Interface);

    /// <summary>Every type of an assembly.</summary>
    public static IReadOnlyList<INamedTypeSymbol> Of(IAssemblySymbol assembly)
    {
        var types = new List<INamedTypeSymbol>();
        var spaces = new Stack<INamespaceSymbol>();
        spaces.Push(assembly.GlobalNamespace);
        while (spaces.Count > 0)
        {
            var space = spaces.Pop();
            foreach (var inner in space.GetNamespaceMembers()) spaces.Push(inner);
            foreach (var type in space.GetTypeMembers()) Add(type);
        }

        return types;

        void Add(INamedTypeSymbol type)
        {
            types.Add(type);
            foreach (var nested in type.GetTypeMembers()) Add(nested);
        }
    }
}

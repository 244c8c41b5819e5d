using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Flow.Source;

/// <summary>The types that this compilation declares, from one walk. It asks for no members but nested types: the symbols of all the others would cost more than the walk.</summary>
internal sealed class DeclaredTypes(Compilation compilation)
{
    private readonly Lazy<IReadOnlyList<INamedTypeSymbol>> _all = new(() => Of(compilation.Assembly));

    /// <summary>The classes and structs.</summary>
    public IEnumerable<INamedTypeSymbol> Classes => _all.Value.Where(IsClass);

    public IEnumerable<INamedTypeSymbol> Interfaces => _all.Value.Where(type => type.TypeKind == TypeKind.Interface);

    /// <summary>The classes and structs of an assembly that is referenced.</summary>
    public static IEnumerable<INamedTypeSymbol> ClassesOf(IAssemblySymbol assembly) => Of(assembly).Where(IsClass);

    private static bool IsClass(INamedTypeSymbol type) => type.TypeKind is TypeKind.Class or TypeKind.Struct;

    private static IReadOnlyList<INamedTypeSymbol> Of(IAssemblySymbol assembly)
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

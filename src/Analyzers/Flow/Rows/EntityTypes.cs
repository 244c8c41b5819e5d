using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Source;

namespace RaceSafe.Analyzers.Flow.Rows;

/// <summary>
/// The types whose objects a database context hands out: those of its sets, and what can be reached from them. Found when first asked,
/// from the contexts of this compilation and of the assemblies it references that use Entity Framework themselves.
/// </summary>
internal sealed class EntityTypes
{
    private readonly Compilation _compilation;
    private readonly DeclaredTypes _declared;
    private readonly Lazy<HashSet<ITypeSymbol>> _types;
    private readonly Lazy<HashSet<ITypeSymbol>> _mappedHere;
    private readonly Lazy<bool> _hasContext;
    private readonly ConcurrentDictionary<INamedTypeSymbol, HashSet<ITypeSymbol>> _reached = new(SymbolEqualityComparer.Default);

    public EntityTypes(Compilation compilation, DeclaredTypes declared, TreeIndex trees)
    {
        _compilation = compilation;
        _declared = declared;
        _hasContext = new(() => declared.Classes.Any(IsContext));
        _mappedHere = new(() => Closure(Configured(Roots(declared.Classes), trees)));
        _types = new(() => Closure(Referenced()));
    }

    public bool Contains(ITypeSymbol type) => _mappedHere.Value.Contains(type.OriginalDefinition) || _types.Value.Contains(type.OriginalDefinition);

    /// <summary>It can be reached by navigations from a row of that type.</summary>
    public bool IsReached(INamedTypeSymbol row, ITypeSymbol type) =>
        (_reached.TryGetValue(row, out var known) ? known : _reached.GetOrAdd(row, Closure(new Stack<ITypeSymbol>([row])))).Contains(type.OriginalDefinition);

    /// <summary>A context of this compilation maps it, if only by reflection, so that everything that is configured can be seen.</summary>
    public bool IsMappedHere(ITypeSymbol type) => _mappedHere.Value.Contains(type.OriginalDefinition)
        || (_hasContext.Value && SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, _compilation.Assembly));

    /// <summary>The class is a database context, to go by its bases; one that cannot be resolved counts by its name.</summary>
    public static bool IsContext(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
            if (current.Name.EndsWith("DbContext", StringComparison.Ordinal) || current.Name is "EntitiesContext" or "ObjectContext") return true;
        return false;
    }

    /// <summary>An interface of the user's own that stands for a context: it has sets of rows.</summary>
    public static bool StandsForContext(INamedTypeSymbol type)
    {
        if (type.TypeKind != TypeKind.Interface) return false;
        foreach (var member in type.GetMembers())
            if (member is IPropertySymbol { Type: INamedTypeSymbol { Name: "DbSet" or "IDbSet" } }) return true;
        return false;
    }

    /// <summary>Those that only the model names: <c>modelBuilder.Entity&lt;Order&gt;()</c>. What is known by its name already is not bound again.</summary>
    private Stack<ITypeSymbol> Configured(Stack<ITypeSymbol> roots, TreeIndex trees)
    {
        var names = new HashSet<string>(roots.Select(root => root.Name), StringComparer.Ordinal);
        foreach (var tree in _compilation.SyntaxTrees)
        {
            if (!trees.Of(tree, CancellationToken.None).Models.Any(found => found.Word.EndsWith("Builder", StringComparison.Ordinal))) continue;
            SemanticModel? model = null;
            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (node is not GenericNameSyntax { Identifier.ValueText: "Entity" or "EntityTypeBuilder", TypeArgumentList.Arguments: { Count: 1 } entity }) continue;
                if (entity[0] is not NameSyntax name || !names.Add(name.ToString())) continue;
                model ??= _compilation.GetSemanticModel(tree);
                if (model.GetSpeculativeTypeInfo(name.SpanStart, name, SpeculativeBindingOption.BindAsTypeOrNamespace).Type is { TypeKind: TypeKind.Class } mapped) roots.Push(mapped);
            }
        }

        return roots;
    }

    private Stack<ITypeSymbol> Referenced()
    {
        var roots = Roots(_declared.Interfaces);
        foreach (var assembly in _compilation.SourceModule.ReferencedAssemblySymbols)
        {
            if (!UsesEntityFramework(assembly)) continue;
            foreach (var type in Roots(DeclaredTypes.ClassesOf(assembly))) roots.Push(type);
        }

        return roots;
    }

    private static Stack<ITypeSymbol> Roots(IEnumerable<INamedTypeSymbol> types)
    {
        var roots = new Stack<ITypeSymbol>();
        foreach (var type in types) Sets(type, roots);
        return roots;
    }

    private static HashSet<ITypeSymbol> Closure(Stack<ITypeSymbol> pending)
    {
        var found = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        while (pending.Count > 0)
        {
            var type = pending.Pop().OriginalDefinition;
            if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class } named || named.SpecialType != SpecialType.None || !found.Add(named)) continue;
            for (var current = named; current is { SpecialType: SpecialType.None }; current = current.BaseType)
            {
                found.Add(current.OriginalDefinition);
                foreach (var member in current.GetMembers())
                    if (member is IPropertySymbol { IsStatic: false } property && Target(property.Type) is { } target) pending.Push(target);
            }
        }

        return found;
    }

    private static void Sets(INamedTypeSymbol type, Stack<ITypeSymbol> pending)
    {
        foreach (var implemented in type.Interfaces)
            if (implemented is { Name: "IEntityTypeConfiguration", TypeArguments: { Length: 1 } configured }) pending.Push(configured[0]);
        if (type.TypeKind == TypeKind.Interface && Repositories.IsRepository(type)) GivenOut(type, pending);
        if (!IsContext(type) && !StandsForContext(type)) return;
        foreach (var member in type.GetMembers())
            if (member is IPropertySymbol { Type: INamedTypeSymbol { Name: "DbSet" or "IDbSet", TypeArguments: { Length: 1 } rows } }) pending.Push(rows[0]);
    }

    /// <summary>What an interface of a repository gives out by a method of its own, or by what it extends: <c>IOrders : IRepository&lt;Order&gt;</c>.</summary>
    private static void GivenOut(INamedTypeSymbol repository, Stack<ITypeSymbol> pending)
    {
        foreach (var member in repository.GetMembers())
            if (member is IMethodSymbol load && Repositories.IsLoad(load) && Target(Repositories.Loaded(load)!) is { } row) pending.Push(row);
        foreach (var extended in repository.AllInterfaces)
            if (Repositories.IsRepository(extended))
                foreach (var argument in extended.TypeArguments)
                    if (Target(argument) is { } row) pending.Push(row);
    }

    /// <summary>The other end of a navigation: an object or a collection of objects of the user's own types.</summary>
    private static ITypeSymbol? Target(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeArguments.Length: 1 } generic && generic.Name is not ("Nullable" or "DbSet")) type = generic.TypeArguments[0];
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None }) return null;
        for (var space = type.ContainingNamespace; space is not null; space = space.ContainingNamespace)
            if (space is { Name: "System", ContainingNamespace.IsGlobalNamespace: true }) return null;
        return type;
    }

    private static bool UsesEntityFramework(IAssemblySymbol assembly)
    {
        if (assembly.Name.StartsWith("Microsoft.", StringComparison.Ordinal) || assembly.Name.StartsWith("System", StringComparison.Ordinal)) return false;
        foreach (var module in assembly.Modules)
            foreach (var reference in module.ReferencedAssemblies)
                if (reference.Name is "Microsoft.EntityFrameworkCore" or "EntityFramework") return true;
        return false;
    }
}

using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow.Calls;

/// <summary>
/// Repositories and units of work whose code is not in sight, to go by their shape: one method gives out an object of the user's own by its key, another
/// takes it back, or saves whatever has been given out.
/// </summary>
internal sealed class Repositories
{
    private static readonly string[] s_loads = ["Get", "Find", "Load", "Single", "First", "Fetch"];
    private static readonly string[] s_updates = ["Update", "Replace", "Save", "Upsert", "Put", "Store", "Modify"];
    private static readonly string[] s_saves = ["Save", "Commit", "Complete"];

    private static readonly AccessSpec s_load = new(StoreKind.Entity, AccessKind.Read) { HoldsRows = true, SharesObject = true, Shape = Shapes.Repository };
    private static readonly AccessSpec s_save = new(StoreKind.Entity, AccessKind.Commit) { HoldsRows = true, Shape = Shapes.Repository };

    private readonly FlowContext _context;
    private readonly ConcurrentDictionary<IMethodSymbol, AccessSpec?> _answers = new(SymbolEqualityComparer.Default);
    private readonly Lazy<bool> _areDeclared;

    public Repositories(FlowContext context)
    {
        _context = context;
        _areDeclared = new(() => context.Types.Interfaces.Any(IsRepository));
    }

    /// <summary>The compilation declares interfaces of repositories.</summary>
    public bool AreDeclared => _areDeclared.Value;

    public static bool IsRepository(INamedTypeSymbol type) => type.Name.Contains("Repository");

    /// <summary>What a call of that method does to the rows behind it; null for a method of which the body is known, or that has another shape.</summary>
    public AccessSpec? SpecOf(IMethodSymbol method)
    {
        if (method.IsStatic || !(IsRepository(method.ContainingType) || method.ContainingType.Name.Contains("UnitOfWork"))) return null;
        var definition = method.OriginalDefinition;
        return _answers.TryGetValue(definition, out var known) ? known : _answers.GetOrAdd(definition, Find(definition));
    }

    /// <summary>The objects that a method gives out: its result, awaited.</summary>
    public static ITypeSymbol? Loaded(IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } awaited } ? awaited[0] : method.ReturnType;

    /// <summary>The method gives out an object by what it is asked for.</summary>
    public static bool IsLoad(IMethodSymbol method) => Begins(method, s_loads) && Loaded(method) is { } row && IsOwn(row) && method.Parameters.Any(parameter => !IsOption(parameter));

    private AccessSpec? Find(IMethodSymbol method)
    {
        if (!IsOfShape(method, out var spec)) return null;
        return _context.Target(method, null) is null && (method.ContainingType.TypeKind == TypeKind.Interface || !method.ContainingType.Locations[0].IsInSource) ? spec : null;
    }

    private static bool IsOfShape(IMethodSymbol method, out AccessSpec spec)
    {
        spec = s_load;
        if (IsRepository(method.ContainingType) && IsLoad(method)) spec = s_load with { Key = method.Parameters[0].Name };
        else if (IsRepository(method.ContainingType) && Begins(method, s_updates) && method.Parameters.FirstOrDefault(parameter => IsOwn(parameter.Type)) is { } taken) spec = s_save with { Value = taken.Name };
        else if (Begins(method, s_saves) && method.Parameters.All(IsOption)) spec = s_save;
        else return false;
        return true;
    }

    private static bool Begins(IMethodSymbol method, string[] words) => Array.Exists(words, word => method.Name.StartsWith(word, StringComparison.Ordinal));

    /// <summary>It says how, not what.</summary>
    private static bool IsOption(IParameterSymbol parameter) => parameter.Type is { SpecialType: SpecialType.System_Boolean } or { Name: "CancellationToken" };

    /// <summary>A class of the user's own that is one thing, not a list of them.</summary>
    private static bool IsOwn(ITypeSymbol type)
    {
        if (type is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Type }) return true;
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None, IsAnonymousType: false }) return false;
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
            if (space is { Name: "System", ContainingNamespace.IsGlobalNamespace: true }) return false;
        return !type.AllInterfaces.Any(implemented => implemented.Name == "IEnumerable");
    }
}

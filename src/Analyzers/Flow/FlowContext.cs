using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Locks;
using RaceSafe.Analyzers.Flow.Rows;
using RaceSafe.Analyzers.Flow.Source;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>
/// What the engine knows of one compilation, found on demand and remembered for the life of the compilation. Safe under concurrent
/// analysis: every entry is a pure function of the compilation, so two threads that compute one store the same.
/// </summary>
internal sealed class FlowContext
{
    /// <summary>How many calls deep summaries go.</summary>
    public const int MaxDepth = 4;

    private const int MaxMembersRead = 12;
    private const int ShortText = 300;

    private readonly ConcurrentDictionary<IMethodSymbol, BodyFacts> _facts = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<(IMethodSymbol, int), BodyFacts> _reach = new(MethodAndDepth.Instance);
    private readonly ConcurrentDictionary<(IMethodSymbol, int), MethodFlow> _flows = new(MethodAndDepth.Instance);

    public FlowContext(Compilation compilation, IEnumerable<StoreTable> tables)
    {
        Compilation = compilation;
        Catalogue = Catalogue.Create(compilation, tables);
        Trees = new(Catalogue.TellingNames);
        ConcreteTypes = new(compilation);
        Semaphores = new(compilation);
        Types = new(compilation);
        Implementations = new(Types);
        Caches = new(compilation, Catalogue, Implementations, Trees);
        HeldLambdas = new(compilation);
        Entities = new(compilation, Types, Trees);
        Repositories = new(this);
    }

    public Compilation Compilation { get; }

    public Catalogue Catalogue { get; }

    public TreeIndex Trees { get; }

    public ConcreteTypes ConcreteTypes { get; }

    public Semaphores Semaphores { get; }

    public DeclaredTypes Types { get; }

    public Implementations Implementations { get; }

    public CacheInterfaces Caches { get; }

    public HeldLambdas HeldLambdas { get; }

    public EntityTypes Entities { get; }

    public Repositories Repositories { get; }

    /// <summary>The compilation works on rows: through a library of a table, or through repositories whose code is elsewhere.</summary>
    public bool HasRows => Catalogue.HasRows || Repositories.AreDeclared;

    /// <summary>What that method does to a store. An interface of the user's own that stands for a database context saves as the context does.</summary>
    public AccessSpec? SpecOf(IMethodSymbol method)
    {
        if (Catalogue.Find(method) is { } spec) return spec;
        if (method.Name is not ("SaveChanges" or "SaveChangesAsync") || !EntityTypes.StandsForContext(method.ContainingType)) return Repositories.SpecOf(method);
        return Compilation.GetTypeByMetadataName("Microsoft.EntityFrameworkCore.DbContext")?.GetMembers(method.Name).FirstOrDefault() is IMethodSymbol save ? Catalogue.Find(save) : null;
    }

    /// <summary>What the body mentions together with the bodies it calls.</summary>
    public BodyFacts FactsOf(IOperation body, IMethodSymbol method, CancellationToken cancellation) =>
        WithCallees(body is ISymbolInitializerOperation ? BodyFacts.Of(body, this, cancellation) : _facts.TryGetValue(method, out var known) ? known : _facts.GetOrAdd(method, BodyFacts.Of(body, this, cancellation)), method, 0, cancellation);

    /// <summary>What a called method does, or null when it has no source here or cannot matter.</summary>
    /// <param name="method">The method that is called.</param>
    /// <param name="caller">The method that calls it.</param>
    /// <param name="receiver">The object it is called on.</param>
    /// <param name="members">The members that the caller follows.</param>
    /// <param name="depth">How many calls away from the method under analysis it is.</param>
    /// <param name="cancellation">Ends the analysis.</param>
    public MethodFlow? FlowOf(IMethodSymbol method, IMethodSymbol caller, IOperation? receiver, ISet<ISymbol> members, int depth, CancellationToken cancellation)
    {
        if (Target(method, receiver) is not { } target || !(CanMatter(target, caller, cancellation) || MayMatter(target, members, cancellation))) return null;
        if (!Matters(ReachOf(target, depth, cancellation), target, members)) return null;
        if (_flows.TryGetValue((target, depth), out var known)) return known;
        return _flows.GetOrAdd((target, depth), Analyse(target, depth, cancellation));
    }

    /// <summary>It touches a store, a member that the caller follows or a collection of a row, runs a delegate, or is a small function that a key may be made of.</summary>
    private bool Matters(BodyFacts facts, IMethodSymbol method, ISet<ISymbol> members) =>
        (facts.Reads | facts.Writes) != 0 || facts.InvokesParameters || facts.TakesLocks
        || (!method.ReturnsVoid && facts is { Calls: null, MembersWritten: null })
        || TakesAddress(method)
        || (facts.ChangesCollections && HasRows && Entities.Contains(method.ContainingType))
        || (facts.MembersWritten is { } written && members.Overlaps(written))
        || (facts.MembersRead is { } read && members.Overlaps(read));

    private static bool TakesAddress(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
            if (parameter.RefKind == RefKind.Ref) return true;
        return false;
    }

    /// <summary>The one method in source that the call can reach.</summary>
    public IMethodSymbol? Target(IMethodSymbol method, IOperation? receiver)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        if (definition.MethodKind is MethodKind.Constructor or MethodKind.LocalFunction) return null;
        if (!SymbolEqualityComparer.Default.Equals(definition.ContainingAssembly, Compilation.Assembly)) return null;
        if (definition.ContainingType.TypeKind == TypeKind.Interface || definition.IsAbstract || definition.IsVirtual || definition.IsOverride)
            return Implementations.Single(definition, receiver?.Type as INamedTypeSymbol) ?? (definition.ContainingType.TypeKind == TypeKind.Interface ? Caches.Widest(definition) : null);
        return definition;
    }

    private MethodFlow Analyse(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        if (Bodies.Operation(method, Compilation, cancellation) is not { } body || Bodies.Graph(body, cancellation) is not { } graph) return MethodFlow.Nothing;
        var facts = ReachOf(method, depth, cancellation);
        var tracked = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        if (facts.MembersWritten is { } written) tracked.UnionWith(written);
        if (facts.MembersRead is { Count: <= MaxMembersRead } read) tracked.UnionWith(read);
        return MethodAnalysis.Run(this, method, graph, tracked, depth, cancellation);
    }

    /// <summary>What a method and the methods it calls mention.</summary>
    private BodyFacts ReachOf(IMethodSymbol method, int depth, CancellationToken cancellation) =>
        _reach.TryGetValue((method, depth), out var known) ? known : _reach.GetOrAdd((method, depth), WithCallees(FactsOf(method, cancellation), method, depth, cancellation));

    private BodyFacts FactsOf(IMethodSymbol method, CancellationToken cancellation)
    {
        if (_facts.TryGetValue(method, out var known)) return known;
        var body = Bodies.Operation(method, Compilation, cancellation);
        return _facts.GetOrAdd(method, body is null ? BodyFacts.Nothing : BodyFacts.Of(body, this, cancellation));
    }

    private BodyFacts WithCallees(BodyFacts own, IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        if (depth >= MaxDepth || own.Calls is null) return own;
        BodyFacts? sum = null;
        foreach (var call in own.Calls)
        {
            if (Target(call, null) is not { } target || SymbolEqualityComparer.Default.Equals(target, method) || !CanMatter(target, method, cancellation)) continue;
            (sum ??= own.Copy()).Add(ReachOf(target, depth + 1, cancellation));
        }

        return sum ?? own;
    }

    /// <summary>A method of the same type or of an entity, or one whose file mentions a store.</summary>
    private bool CanMatter(IMethodSymbol callee, IMethodSymbol caller, CancellationToken cancellation)
    {
        if (SymbolEqualityComparer.Default.Equals(callee.ContainingType, caller.ContainingType)) return true;
        if (HasRows && Entities.Contains(callee.ContainingType)) return true;
        foreach (var reference in callee.DeclaringSyntaxReferences)
            if (Trees.Of(reference.SyntaxTree, cancellation).MentionsStore) return true;
        return false;
    }

    /// <summary>
    /// To go by its text, it takes locks, runs a delegate, touches a member that the caller follows, or is short enough to be what a key is made of.
    /// Asked before the body is bound, which costs more than all the rest.
    /// </summary>
    private bool MayMatter(IMethodSymbol callee, ISet<ISymbol> members, CancellationToken cancellation)
    {
        foreach (var parameter in callee.Parameters)
            if (parameter.Type.TypeKind == TypeKind.Delegate) return true;
        if (TakesAddress(callee)) return true;
        foreach (var reference in callee.DeclaringSyntaxReferences)
        {
            if (reference.Span.Length <= ShortText || !Trees.Of(reference.SyntaxTree, cancellation).Threads.IsEmpty) return true;
            var text = reference.SyntaxTree.GetText(cancellation).ToString(reference.Span);
            foreach (var member in members)
                if (text.Contains(member.Name)) return true;
        }

        return false;
    }

    private sealed class MethodAndDepth : IEqualityComparer<(IMethodSymbol Method, int Depth)>
    {
        public static MethodAndDepth Instance { get; } = new();

        public bool Equals((IMethodSymbol Method, int Depth) x, (IMethodSymbol Method, int Depth) y) =>
            x.Depth == y.Depth && SymbolEqualityComparer.Default.Equals(x.Method, y.Method);

        public int GetHashCode((IMethodSymbol Method, int Depth) pair) => (SymbolEqualityComparer.Default.GetHashCode(pair.Method) * 31) + pair.Depth;
    }
}

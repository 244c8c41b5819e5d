using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Source;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow.Calls;

/// <summary>
/// An interface whose few implementations are all caches, or do nothing: what holds for the one that other processes share holds for a call of any.
/// Goes by the tables alone: a body that calls its own interface on another object would lead back here.
/// </summary>
internal sealed class CacheInterfaces(Compilation compilation, Catalogue catalogue, Implementations implementations, TreeIndex trees)
{
    private readonly ConcurrentDictionary<IMethodSymbol, IMethodSymbol?> _answers = new(SymbolEqualityComparer.Default);

    /// <summary>The body that stands for all, or null.</summary>
    public IMethodSymbol? Widest(IMethodSymbol method) => _answers.TryGetValue(method, out var known) ? known : _answers.GetOrAdd(method, Search(method));

    private IMethodSymbol? Search(IMethodSymbol method)
    {
        var bodies = implementations.Few(method);
        if (bodies.Count < 2 || !bodies.Any(body => body.DeclaringSyntaxReferences.Any(reference => trees.Of(reference.SyntaxTree, default).MentionsStore))) return null;
        IMethodSymbol? widest = null;
        foreach (var body in bodies)
        {
            if (Bodies.Operation(body, compilation, default) is not { } operation) return null;
            var stores = operation.DescendantsAndSelf().Select(StoreOf).Where(store => store is not null).ToList();
            if (stores.Exists(store => store is StoreKind.DistributedCache or StoreKind.Redis)) widest = body;
            else if (stores.Contains(StoreKind.MemoryCache)) widest ??= body;
            else if (stores.Count > 0 || !operation.DescendantsAndSelf().All(IsNothing)) return null;
        }

        return widest;
    }

    private StoreKind? StoreOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => catalogue.Find(call.TargetMethod)?.Store,
        IPropertyReferenceOperation { Property: var property } => ((property.GetMethod is { } getter ? catalogue.Find(getter) : null) ?? (property.SetMethod is { } setter ? catalogue.Find(setter) : null))?.Store,
        _ => null,
    };

    /// <summary>A cache that is switched off touches nothing of its object, and calls nothing whose source is here.</summary>
    private bool IsNothing(IOperation operation) => operation switch
    {
        IMemberReferenceOperation { Member.IsStatic: false } => false,
        IInvocationOperation { TargetMethod: var method } => method.MethodKind != MethodKind.DelegateInvoke && !SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly),
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } => false,
        _ => true,
    };
}

using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow.Places;

/// <summary>How two places relate.</summary>
internal enum Overlap
{
    /// <summary>They are never the same.</summary>
    None,

    /// <summary>Nobody can say.</summary>
    Unknown,

    /// <summary>One is the whole container, the other an entry of it.</summary>
    Container,

    /// <summary>They are the same.</summary>
    Same,
}

/// <summary>A location: a store, the container in it, the key in that, and the key under the key.</summary>
/// <param name="Store">The kind of store.</param>
/// <param name="Container">The object that holds the entries; null for static state.</param>
/// <param name="Key">The entry; null for the whole container.</param>
/// <param name="SubKey">A hash field or set member; null where there is none.</param>
internal readonly record struct Place(StoreKind Store, Sym? Container, Sym? Key, Sym? SubKey)
{
    /// <summary>It is an element of an array.</summary>
    public bool IsElement => Key is { Kind: SymKind.Pure, Head: OperationKind.ArrayElementReference };

    /// <summary>
    /// Compares two places. Outside the process the container is the server itself, so the keys decide; inside it the container decides first.
    /// </summary>
    public Overlap With(Place other)
    {
        if (Store != other.Store) return Overlap.None;
        if (Store.ReachOf() == Reach.Process && Container != other.Container) return Overlap.Unknown;
        if (Store.HoldsRows() && Container != other.Container) return Overlap.Unknown;
        if (AreTwo(Container, other.Container)) return Overlap.Unknown;
        if (Key is null && other.Key is null) return Store.ReachOf() == Reach.Process ? Overlap.Same : Overlap.Unknown;
        if (Key is null || other.Key is null) return Overlap.Container;
        var keys = Compare(Key, other.Key);
        if (keys != Overlap.Same || (SubKey is null && other.SubKey is null)) return keys;
        if (SubKey is null || other.SubKey is null) return Overlap.Container;
        return Compare(SubKey, other.SubKey);
    }

    /// <summary>Two fields of one object are two caches, and so are two parameters of one method: a near one and a far one, say.</summary>
    private static bool AreTwo(Sym? left, Sym? right) =>
        left is not null && right is not null && left != right && left.Kind == right.Kind && left.Parts.SequenceEqual(right.Parts)
        && (left.Kind == SymKind.Member || (left is { Kind: SymKind.Parameter, Head: IParameterSymbol one } && right.Head is IParameterSymbol other && SymbolEqualityComparer.Default.Equals(one.ContainingSymbol, other.ContainingSymbol)));

    private static Overlap Compare(Sym left, Sym right)
    {
        if (left == right) return Overlap.Same;
        return left.Kind == SymKind.Constant && right.Kind == SymKind.Constant ? Overlap.None : Overlap.Unknown;
    }
}

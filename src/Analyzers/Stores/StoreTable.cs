using System.Collections.Immutable;

namespace RaceSafe.Analyzers.Stores;

/// <summary>
/// One library: which members of which types do what. A table is data; it knows no syntax and no flow.
/// A new library is one new table, listed in <see cref="StoreTables"/>.
/// </summary>
internal abstract class StoreTable
{
    /// <summary>Types of which the compilation has to know at least one; none: the table always counts.</summary>
    public virtual IReadOnlyList<string> Needs => [];

    /// <summary>Its stores are tables of rows.</summary>
    public virtual bool HoldsRows => false;

    /// <summary>Member names that only this library has, for files that use it through a type of their own.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>The types of the library, each with its rows.</summary>
    public abstract IReadOnlyList<StoreType> Types { get; }

    /// <summary>A type that has each member twice: as named, and with <c>Async</c> at the end.</summary>
    protected static StoreType SyncAndAsync(string metadataName, params (string Member, AccessSpec Spec)[] rows) =>
        new(metadataName, [.. rows, .. rows.Select(row => (row.Member + "Async", row.Spec))]);
}

/// <summary>The rows of one type.</summary>
/// <param name="MetadataName">Namespace and name, with arity: <c>System.Collections.Concurrent.ConcurrentDictionary`2</c>.</param>
/// <param name="Rows">Member name to rows. A property has a row per accessor: <c>get_Item</c>, <c>set_Item</c>, <c>get_Count</c>.
/// Several rows for one name are tried in order; the first whose named arguments the overload has is taken.</param>
internal sealed record StoreType(string MetadataName, ImmutableDictionary<string, ImmutableArray<AccessSpec>> Rows)
{
    public StoreType(string metadataName, params (string Member, AccessSpec Spec)[] rows)
        : this(metadataName, rows.GroupBy(row => row.Member, row => row.Spec).ToImmutableDictionary(g => g.Key, g => g.ToImmutableArray()))
    {
    }
}

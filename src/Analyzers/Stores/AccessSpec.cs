namespace RaceSafe.Analyzers.Stores;

/// <summary>
/// What one member of a library does: a row of a store table. Arguments are named as the library names its parameters;
/// several names mean "the first that this overload has".
/// </summary>
internal sealed record AccessSpec(StoreKind Store, AccessKind Kind)
{
    /// <summary>The key. Empty: the whole container.</summary>
    public ImmutableNames Key { get; init; }

    /// <summary>A second key under the first: a hash field, a set member.</summary>
    public ImmutableNames SubKey { get; init; }

    /// <summary>The value that is put.</summary>
    public ImmutableNames Value { get; init; }

    /// <summary>What the old value must be.</summary>
    public ImmutableNames Expected { get; init; }

    /// <summary>The out parameter that carries what was read. Empty: the return value.</summary>
    public ImmutableNames Out { get; init; }

    /// <summary>The by-reference or extended argument that names the container. Empty: the receiver.</summary>
    public ImmutableNames Container { get; init; }

    /// <summary>A condition that makes the write compare first (<c>When</c>, <c>ValueCondition</c>), when given and not "always".</summary>
    public ImmutableNames Condition { get; init; }

    /// <summary>The same access with a condition given: it compares first, in one step, and says whether it wrote.</summary>
    public AccessSpec Conditional => this with { Kind = AccessKind.AddIfAbsent };

    /// <summary>How long the value lives.</summary>
    public ImmutableNames Ttl { get; init; }

    /// <summary>Delegates that run at once, before the call returns; the values are computed by them.</summary>
    public ImmutableNames Factories { get; init; }

    /// <summary>The library's own word for the shape of the data: string, hash, set, list.</summary>
    public string Shape { get; init; } = "";

    /// <summary>The store is a table: its container is the type of the rows, not the object that the call is made on.</summary>
    public bool HoldsRows { get; init; }

    /// <summary>What the SQL text of the call says.</summary>
    public SqlStatement? Statement { get; init; }

    /// <summary>A statement that changes rows, and says how many it has changed.</summary>
    public bool SaysHowMany => Statement is { Verb: SqlVerb.Update } || this is { Kind: AccessKind.Update, Shape: Shapes.SetBased };

    /// <summary>The call gives out an entry to be filled: what is written there, <see cref="IsOfEntry"/>, is written at this key.</summary>
    public bool OpensEntry { get; init; }

    /// <summary>What is written goes to the entry that the receiver stands for.</summary>
    public bool IsOfEntry { get; init; }

    /// <summary>The object that a read gives is shared with later readers, so changing it changes the store.</summary>
    public bool SharesObject { get; init; }
}

/// <summary>Parameter names of which one is meant: "key|id". Default is none.</summary>
internal readonly struct ImmutableNames(string alternatives)
{
    private readonly string[]? _names = alternatives.Split('|');

    public bool IsEmpty => _names is null;

    public bool Contains(string name) => _names is not null && Array.IndexOf(_names, name) >= 0;

    public static implicit operator ImmutableNames(string alternatives) => new(alternatives);
}

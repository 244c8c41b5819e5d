namespace RaceSafe.Analyzers.Stores;

/// <summary>What kind of place a location is.</summary>
internal enum StoreKind
{
    /// <summary>A field or auto-property.</summary>
    Field,

    /// <summary>ConcurrentDictionary, ConcurrentQueue and their kind.</summary>
    ConcurrentCollection,

    /// <summary>A cache in this process: IMemoryCache.</summary>
    MemoryCache,

    /// <summary>A cache that other processes share: IDistributedCache and wrappers like it.</summary>
    DistributedCache,

    /// <summary>A Redis server.</summary>
    Redis,

    /// <summary>A row behind an object-relational mapper.</summary>
    Entity,

    /// <summary>A row behind SQL text.</summary>
    SqlRow,

    /// <summary>A document store.</summary>
    Document,

    /// <summary>A file or directory.</summary>
    File,
}

/// <summary>How far a store, or a guard, reaches.</summary>
internal enum Reach
{
    /// <summary>One object.</summary>
    Object,

    /// <summary>One process.</summary>
    Process,

    /// <summary>Every process that talks to the same server.</summary>
    EveryProcess,
}

internal static class StoreKinds
{
    /// <summary>The container is the table, wherever the access to it comes from.</summary>
    public static bool HoldsRows(this StoreKind store) => store is StoreKind.Entity or StoreKind.SqlRow;

    /// <summary>Who can get at the store. A guard that reaches less far does not protect it.</summary>
    public static Reach ReachOf(this StoreKind store) => store switch
    {
        StoreKind.Field or StoreKind.ConcurrentCollection or StoreKind.MemoryCache => Reach.Process,
        _ => Reach.EveryProcess,
    };
}

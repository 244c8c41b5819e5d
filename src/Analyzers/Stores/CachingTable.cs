using static RaceSafe.Analyzers.Stores.AccessKind;

namespace RaceSafe.Analyzers.Stores;

/// <summary>
/// Microsoft.Extensions.Caching: IMemoryCache hands out the object itself, IDistributedCache a copy of its bytes. Also ASP.NET Core's session,
/// which is one user's part of a distributed cache.
/// </summary>
internal sealed class CachingTable : StoreTable
{
    /// <summary>The <see cref="AccessSpec.Shape"/> of a session entry: only requests of one user meet there.</summary>
    public const string Session = "session";

    /// <summary>The <see cref="AccessSpec.Shape"/> of a get-or-add that is a get, and then a set: two callers can be given two objects.</summary>
    public const string TwoSteps = "two steps";

    private const string Caching = "Microsoft.Extensions.Caching.";

    private static readonly AccessSpec s_read = Of(Read) with { Key = "key" };
    private static readonly AccessSpec s_write = Of(Write) with { Key = "key", Value = "value", Ttl = "options" };
    private static readonly AccessSpec s_remove = Of(Remove) with { Key = "key" };
    private static readonly AccessSpec s_shared = Memory(Read) with { Key = "key", SharesObject = true };
    private static readonly AccessSpec s_twoSteps = Memory(GetOrAdd) with { Key = "key", Factories = "factory", SharesObject = true, Shape = TwoSteps };
    private static readonly AccessSpec s_ofEntry = Memory(Write) with { Value = "value", IsOfEntry = true };
    private static readonly AccessSpec s_session = new(StoreKind.DistributedCache, Read) { Key = "key", Shape = Session };

    public override IReadOnlyList<string> Needs { get; } = [Caching + "Distributed.IDistributedCache", Caching + "Memory.IMemoryCache", "Microsoft.AspNetCore.Http.ISession"];

    public override IReadOnlyList<string> Words { get; } = ["SetString", "SetStringAsync", "GetOrCreate", "GetOrCreateAsync"];

    public override IReadOnlyList<StoreType> Types { get; } =
    [
        SyncAndAsync(Caching + "Distributed.IDistributedCache",
            ("Get", s_read),
            ("Set", s_write),
            ("Remove", s_remove),
            ("Refresh", Of(Expire) with { Key = "key" })),
        SyncAndAsync(Caching + "Distributed.IBufferDistributedCache",
            ("TryGet", s_read with { Out = "destination" }),
            ("Set", s_write)),
        SyncAndAsync(Caching + "Distributed.DistributedCacheExtensions",
            ("GetString", s_read),
            ("Set", s_write with { Ttl = default }),
            ("SetString", s_write)),
        new(Caching + "Memory.IMemoryCache",
            ("TryGetValue", s_shared with { Out = "value" }),
            ("CreateEntry", Memory(Write) with { Key = "key", OpensEntry = true }),
            ("Remove", Memory(Remove) with { Key = "key" })),
        new(Caching + "Memory.ICacheEntry",
            ("set_Value", s_ofEntry)),
        new(Caching + "Memory.CacheEntryExtensions",
            ("SetValue", s_ofEntry)),
        new(Caching + "Memory.CacheExtensions",
            ("Get", s_shared),
            ("TryGetValue", s_shared with { Out = "value" }),
            ("Set", Memory(Write) with { Key = "key", Value = "value", Ttl = "absoluteExpiration|absoluteExpirationRelativeToNow|expirationToken|options" }),
            ("GetOrCreate", s_twoSteps),
            ("GetOrCreateAsync", s_twoSteps)),
        new(Caching + "Hybrid.HybridCache",
            ("GetOrCreateAsync", Of(GetOrAdd) with { Key = "key", Factories = "factory" }),
            ("SetAsync", s_write),
            ("RemoveAsync", s_remove)),
        new("Microsoft.AspNetCore.Http.ISession",
            ("TryGetValue", s_session with { Out = "value" }),
            ("Set", s_session with { Kind = Write, Value = "value" }),
            ("Remove", s_session with { Kind = Remove })),
        new("Microsoft.AspNetCore.Http.SessionExtensions",
            ("Get", s_session),
            ("GetString", s_session),
            ("GetInt32", s_session),
            ("SetString", s_session with { Kind = Write, Value = "value" }),
            ("SetInt32", s_session with { Kind = Write, Value = "value" })),
    ];

    private static AccessSpec Of(AccessKind kind) => new(StoreKind.DistributedCache, kind);

    private static AccessSpec Memory(AccessKind kind) => new(StoreKind.MemoryCache, kind);
}

using static RaceSafe.Analyzers.Stores.AccessKind;

namespace RaceSafe.Analyzers.Stores;

/// <summary>
/// Caches of other makers, by name: FusionCache, EasyCaching, Foundatio, LazyCache, CacheManager. Each has a distributed level behind the same
/// interface, so that what holds between processes is assumed of all.
/// </summary>
internal sealed class CacheLibrariesTable : StoreTable
{
    private static readonly ImmutableNames s_key = "key|cacheKey";
    private static readonly ImmutableNames s_value = "value|cacheValue|val|item";
    private static readonly ImmutableNames s_expected = "expected";

    private static readonly AccessSpec s_read = Of(Read);
    private static readonly AccessSpec s_check = Of(Check);
    private static readonly AccessSpec s_write = Of(Write) with { Value = s_value, Ttl = "expiration|expiresIn|options|expiresAtUtc" };
    private static readonly AccessSpec s_addIfAbsent = s_write with { Kind = AddIfAbsent };
    private static readonly AccessSpec s_getOrAdd = Of(GetOrAdd);
    private static readonly AccessSpec s_remove = Of(Remove);
    private static readonly AccessSpec s_update = Of(Update);
    private static readonly AccessSpec s_field = new(StoreKind.Redis, Read) { Key = s_key, SubKey = "field|fields", Shape = RedisTable.Hash };

    public override IReadOnlyList<StoreType> Types { get; } =
    [
        SyncAndAsync("ZiggyCreatures.Caching.Fusion.IFusionCache",
            ("GetOrSet", s_getOrAdd with { Factories = "factory" }),
            ("GetOrDefault", s_read),
            ("TryGet", s_read),
            ("Set", s_write),
            ("Remove", s_remove)),
        SyncAndAsync("ZiggyCreatures.Caching.Fusion.FusionCacheExtMethods",
            ("GetOrSet", s_getOrAdd with { Factories = "factory" }),
            ("GetOrDefault", s_read),
            ("TryGet", s_read),
            ("Set", s_write),
            ("Remove", s_remove)),
        SyncAndAsync("EasyCaching.Core.IEasyCachingProviderBase",
            ("Get", s_read with { Factories = "dataRetriever" }),
            ("Exists", s_check),
            ("Set", s_write),
            ("TrySet", s_addIfAbsent),
            ("Remove", s_remove)),
        SyncAndAsync("EasyCaching.Core.IRedisCachingProvider",
            ("StringGet", Redis(Read)),
            ("StringSet", Redis(Write) with { Value = "cacheValue", Ttl = "expiration", Condition = "when" }),
            ("KeyExists", Redis(Check)),
            ("KeyDel", Redis(Remove)),
            ("KeyExpire", Redis(Expire) with { Ttl = "second" }),
            ("IncrBy", Redis(Update)),
            ("HGet", s_field),
            ("HExists", s_field with { Kind = Check }),
            ("HSet", s_field with { Kind = Write, Value = "cacheValue" }),
            ("HIncrBy", s_field with { Kind = Update })),
        new("Foundatio.Caching.ICacheClient",
            ("GetAsync", s_read),
            ("ExistsAsync", s_check),
            ("SetAsync", s_write),
            ("AddAsync", s_addIfAbsent),
            ("ReplaceAsync", s_write),
            ("ReplaceIfEqualAsync", s_write with { Kind = CompareAndSet, Expected = s_expected }),
            ("RemoveAsync", s_remove),
            ("RemoveIfEqualAsync", Of(CompareAndRemove) with { Expected = s_expected }),
            ("IncrementAsync", s_update),
            ("SetIfHigherAsync", s_update),
            ("SetIfLowerAsync", s_update),
            ("SetExpirationAsync", Of(Expire) with { Ttl = "expiresIn" })),
        new("Foundatio.Caching.CacheClientExtensions",
            ("GetAsync", s_read),
            ("SetAsync", s_write),
            ("AddAsync", s_addIfAbsent),
            ("ReplaceAsync", s_write),
            ("IncrementAsync", s_update),
            ("DecrementAsync", s_update)),
        new("LazyCache.IAppCache",
            ("GetOrAdd", InProcess(GetOrAdd) with { Factories = "addItemFactory", SharesObject = true }),
            ("GetOrAddAsync", InProcess(GetOrAdd) with { Factories = "addItemFactory", SharesObject = true }),
            ("Get", InProcess(Read) with { SharesObject = true }),
            ("GetAsync", InProcess(Read) with { SharesObject = true }),
            ("TryGetValue", InProcess(Read) with { Out = "value", SharesObject = true }),
            ("Add", InProcess(Write) with { Value = s_value, Ttl = "policy" }),
            ("Remove", InProcess(Remove))),
        new("LazyCache.AppCacheExtensions",
            ("GetOrAdd", InProcess(GetOrAdd) with { Factories = "addItemFactory", SharesObject = true }),
            ("GetOrAddAsync", InProcess(GetOrAdd) with { Factories = "addItemFactory", SharesObject = true }),
            ("Add", InProcess(Write) with { Value = s_value, Ttl = "expires|slidingExpiration" })),
        new("CacheManager.Core.ICacheManager`1",
            ("AddOrUpdate", InRegion(Update) with { Factories = "updateValue" }),
            ("GetOrAdd", InRegion(GetOrAdd) with { Factories = "valueFactory" }),
            ("Update", InRegion(Update) with { Factories = "updateValue" })),
        new("CacheManager.Core.ICache`1",
            ("get_Item", InRegion(Read)),
            ("set_Item", InRegion(Write) with { Value = s_value }),
            ("Get", InRegion(Read)),
            ("Exists", InRegion(Check)),
            ("Put", InRegion(Write) with { Value = s_value }),
            ("Add", InRegion(AddIfAbsent) with { Value = s_value }),
            ("Remove", InRegion(Remove))),
    ];

    /// <summary>A key in one region is not that key in another, nor that key without one.</summary>
    private static AccessSpec InRegion(AccessKind kind) => Of(kind) with { SubKey = "region" };

    private static AccessSpec Of(AccessKind kind) => new(StoreKind.DistributedCache, kind) { Key = s_key };

    private static AccessSpec InProcess(AccessKind kind) => new(StoreKind.MemoryCache, kind) { Key = s_key };

    private static AccessSpec Redis(AccessKind kind) => new(StoreKind.Redis, kind) { Key = s_key, Shape = RedisTable.String };
}


namespace RaceSafe.Analyzers.Stores;

/// <summary>Every library that RaceSafe knows. The order does not matter: a type belongs to one table.</summary>
internal static class StoreTables
{
    public static IReadOnlyList<StoreTable> All { get; } =
    [
        new ConcurrentCollectionsTable(),
        new InterlockedTable(),
        new CachingTable(),
        new RedisTable(),
        new CacheLibrariesTable(),
        new RedisClientsTable(),
        new EntityFrameworkTable(),
        new DapperTable(),
        new DbCommandTable(),
    ];
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>Get-or-create with one run of the factory, and sequences by blocks.</summary>
public static class RedisOnceExtensions
{
    // GetDatabase() makes a new object each time, so callers are brought together by their connection.
    private static readonly ConditionalWeakTable<object, ConcurrentDictionary<int, IAtomicStore>> ByConnection = [];
    private static readonly ConditionalWeakTable<IDatabase, IAtomicStore> ByDatabase = [];

    /// <summary>
    /// Returns the value, or creates it: the factory runs once for all concurrent callers of this connection and database (of this database object when it
    /// was made by <c>WithKeyPrefix</c>), and all callers in all processes get the value that was stored first.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="key">The key: text of at most 512 characters, 497 with a lease.</param>
    /// <param name="factory">
    /// Makes the value. Its exception goes to all who wait and is not remembered. Its token is cancelled when nobody waits any longer.
    /// </param>
    /// <param name="ttl">Time to live of the created value; null: until removed.</param>
    /// <param name="lease">
    /// Null: other processes may run their factory at the same time, and the first stored value wins. Otherwise they wait for this one up to this time:
    /// longer than the factory takes, or a second one starts; if the process dies, the others go on after it.
    /// </param>
    /// <param name="cancellationToken">Ends this caller's wait; the factory goes on for the others.</param>
    public static async ValueTask<RedisValue> GetOrCreateOnceAsync(
        this IDatabase database, RedisKey key, Func<CancellationToken, Task<RedisValue>> factory,
        TimeSpan? ttl = null, TimeSpan? lease = null, CancellationToken cancellationToken = default)
    {
        RedisAtomicExtensions.Check(database, key, ttl);
        ArgumentNullException.ThrowIfNull(factory);
        return await database.AsAtomicStore().GetOrCreateOnceAsync(
            key.ToString(), async ct => (byte[]?)await factory(ct).ConfigureAwait(false) ?? throw new InvalidOperationException("The factory made no value."),
            ttl, lease, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The database as an <see cref="IAtomicStore"/>, with the options of a fresh <see cref="RedisAtomicStoreOptions"/>: for
    /// <see cref="SequenceGapsAllowed"/> and all that takes a store. The same object each time.
    /// </summary>
    public static IAtomicStore AsAtomicStore(this IDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return KeyPrefix.IsPlain(database)
            ? ByConnection.GetValue(database.Multiplexer, static _ => []).GetOrAdd(
                database.Database, static (_, plain) => new RedisAtomicStore(plain, RedisExecutor.Default), database)
            : ByDatabase.GetValue(database, static prefixed => new RedisAtomicStore(prefixed, RedisExecutor.Default));
    }
}

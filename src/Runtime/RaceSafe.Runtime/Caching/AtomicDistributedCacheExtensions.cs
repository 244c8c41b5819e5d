using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Distributed;

namespace RaceSafe;

/// <summary>Atomic operations on the entries of an <see cref="IDistributedCache"/>, which by itself can only read and overwrite.</summary>
/// <remarks>
/// <para>
/// How far they reach depends on the cache. A cache that implements <see cref="IAtomicCacheOperations"/> is atomic for all who share it:
/// <c>services.AddRaceSafe().UseRedis(…).AddDistributedCache()</c> registers such a one, kept in the atomic store. <c>MemoryDistributedCache</c>
/// lives in this process and is atomic there, among callers of these methods. Any other cache throws
/// <see cref="InvalidOperationException"/>: a lock in this process would only look like protection.
/// </para>
/// <para>
/// Pass the entry's options on every call. Without them the store keeps the expiration that an entry has, while the in-memory cache, which does not
/// tell it, writes the entry without any.
/// </para>
/// </remarks>
public static class AtomicDistributedCacheExtensions
{
    private const string MemoryCacheType = "Microsoft.Extensions.Caching.Distributed.MemoryDistributedCache";

    private static readonly DistributedCacheEntryOptions NoOptions = new();
    private static readonly ConditionalWeakTable<IDistributedCache, ProcessLocalCacheOperations> Local = [];
    private static readonly ConditionalWeakTable<IDistributedCache, SingleFlight<string, byte[]>> Flights = [];

    /// <summary>Replaces an entry by a function of itself and returns the new value.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The entry.</param>
    /// <param name="update">From the current value (null when absent) to the new one (null to remove). May run several times: no side effects.</param>
    /// <param name="options">Expiration of the entry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The cache is shared by processes and cannot update atomically.</exception>
    /// <exception cref="TimeoutException">Others kept winning until the deadline. Nothing was changed.</exception>
    public static ValueTask<byte[]?> UpdateAsync(
        this IDistributedCache cache, string key, Func<byte[]?, byte[]?> update,
        DistributedCacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(update);
        return OperationsOf(cache).UpdateAsync(key, update, options ?? NoOptions, cancellationToken);
    }

    /// <summary>As <see cref="UpdateAsync"/>, for text in UTF-8, as <c>GetStringAsync</c> and <c>SetStringAsync</c> use.</summary>
    /// <exception cref="InvalidOperationException">The cache is shared by processes and cannot update atomically.</exception>
    public static async ValueTask<string?> UpdateStringAsync(
        this IDistributedCache cache, string key, Func<string?, string?> update,
        DistributedCacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        return AtomicStoreExtensions.Decode(await cache.UpdateAsync(
            key, current => AtomicStoreExtensions.Encode(update(AtomicStoreExtensions.Decode(current))), options, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Adds to an entry that spells an integer in decimal digits, 0 when absent, and returns the new value.</summary>
    /// <exception cref="InvalidOperationException">The cache is shared by processes and cannot update atomically.</exception>
    /// <exception cref="WrongValueTypeException">The entry does not spell an integer.</exception>
    /// <exception cref="OverflowException">The sum does not fit 64 bits.</exception>
    public static ValueTask<long> IncrementAsync(
        this IDistributedCache cache, string key, long by = 1,
        DistributedCacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return OperationsOf(cache).IncrementAsync(key, by, options ?? NoOptions, cancellationToken);
    }

    /// <summary>Reads and removes an entry: of all concurrent callers one gets it, the others null.</summary>
    /// <exception cref="InvalidOperationException">The cache is shared by processes and cannot update atomically.</exception>
    public static ValueTask<byte[]?> TakeAsync(this IDistributedCache cache, string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return OperationsOf(cache).TakeAsync(key, cancellationToken);
    }

    /// <summary>As <see cref="TakeAsync"/>, for text in UTF-8.</summary>
    /// <exception cref="InvalidOperationException">The cache is shared by processes and cannot update atomically.</exception>
    public static async ValueTask<string?> TakeStringAsync(this IDistributedCache cache, string key, CancellationToken cancellationToken = default) =>
        AtomicStoreExtensions.Decode(await cache.TakeAsync(key, cancellationToken).ConfigureAwait(false));

    /// <summary>Sets an entry if it is absent: true for one of all concurrent callers.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The entry.</param>
    /// <param name="options">Expiration of the claim.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The cache is shared by processes and cannot update atomically.</exception>
    public static async ValueTask<bool> TryClaimAsync(
        this IDistributedCache cache, string key, DistributedCacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var mine = Guid.NewGuid().ToByteArray();
        return (await OperationsOf(cache).TryClaimAsync(key, mine, options ?? NoOptions, cancellationToken).ConfigureAwait(false)).Succeeded;
    }

    /// <summary>As <see cref="TryClaimAsync(IDistributedCache, string, DistributedCacheEntryOptions?, CancellationToken)"/>, with a value for others to read.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The entry.</param>
    /// <param name="value">What the entry holds afterwards. It need not be unique: who comes second is refused whatever the value.</param>
    /// <param name="options">Expiration of the claim.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The cache is shared by processes and cannot update atomically.</exception>
    public static async ValueTask<bool> TryClaimAsync(
        this IDistributedCache cache, string key, byte[] value, DistributedCacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        return (await OperationsOf(cache).TryClaimAsync(key, value, options ?? NoOptions, cancellationToken).ConfigureAwait(false)).Outcome == AtomicOutcome.Applied;
    }

    /// <summary>As <see cref="TryClaimAsync(IDistributedCache, string, byte[], DistributedCacheEntryOptions?, CancellationToken)"/>, for text in UTF-8.</summary>
    /// <exception cref="InvalidOperationException">The cache is shared by processes and cannot update atomically.</exception>
    public static ValueTask<bool> TryClaimStringAsync(
        this IDistributedCache cache, string key, string value, DistributedCacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        return cache.TryClaimAsync(key, AtomicStoreExtensions.Encode(value)!, options, cancellationToken);
    }

    /// <summary>
    /// Returns an entry, or creates it: the factory runs once for all concurrent callers of this cache object, and all callers in all processes get the
    /// value that was stored first.
    /// </summary>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The entry.</param>
    /// <param name="factory">
    /// Makes the value. Its exception goes to all who wait and is not remembered. Its token is cancelled when nobody waits any longer.
    /// </param>
    /// <param name="options">Expiration of a created entry.</param>
    /// <param name="cancellationToken">Ends this caller's wait; the factory goes on for the others.</param>
    /// <exception cref="InvalidOperationException">The cache is shared by processes and cannot update atomically.</exception>
    public static ValueTask<byte[]> GetOrCreateOnceAsync(
        this IDistributedCache cache, string key, Func<CancellationToken, Task<byte[]>> factory,
        DistributedCacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(factory);
        var operations = OperationsOf(cache);
        return Flights.GetValue(cache, static _ => new()).RunAsync(
            key, (cache, operations, key, factory, options: options ?? NoOptions),
            static async (entry, ct) =>
            {
                if (await entry.cache.GetAsync(entry.key, ct).ConfigureAwait(false) is { } found) return found;
                var made = await entry.factory(ct).ConfigureAwait(false);
                return (await entry.operations.TryClaimAsync(entry.key, made, entry.options, ct).ConfigureAwait(false)).Value;
            },
            cancellationToken);
    }

    /// <summary>As <see cref="GetOrCreateOnceAsync"/>, for text in UTF-8.</summary>
    /// <exception cref="InvalidOperationException">The cache is shared by processes and cannot update atomically.</exception>
    public static async ValueTask<string> GetOrCreateStringOnceAsync(
        this IDistributedCache cache, string key, Func<CancellationToken, Task<string>> factory,
        DistributedCacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var bytes = await cache.GetOrCreateOnceAsync(
            key, async ct => AtomicStoreExtensions.Encode(await factory(ct).ConfigureAwait(false))!, options, cancellationToken).ConfigureAwait(false);
        return AtomicStoreExtensions.Decode(bytes)!;
    }

    private static IAtomicCacheOperations OperationsOf(IDistributedCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        if (cache is IAtomicCacheOperations atomic) return atomic;
        for (var type = cache.GetType(); type is not null; type = type.BaseType) // by name: the type is in a package that this one does without
            if (type.FullName == MemoryCacheType) return Local.GetValue(cache, static c => new(c));

        throw new InvalidOperationException(
            $"{cache.GetType()} is shared with other processes and can only read and overwrite, so an atomic update of its entries is not possible. "
            + "Register a cache that can: services.AddRaceSafe().UseRedis(…).AddDistributedCache() (or UseNpgsql, UseSqlite), or implement IAtomicCacheOperations.");
    }
}

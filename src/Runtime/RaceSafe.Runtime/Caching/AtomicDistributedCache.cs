using Microsoft.Extensions.Caching.Distributed;

namespace RaceSafe;

/// <summary>
/// An <see cref="IDistributedCache"/> whose entries live in an <see cref="IAtomicStore"/>, so that plain reads and writes and the atomic operations of
/// <see cref="AtomicDistributedCacheExtensions"/> meet on the same entries. Registered by <see cref="RaceSafeBuilder.AddDistributedCache"/>.
/// </summary>
/// <remarks>
/// Sliding expiration throws <see cref="NotSupportedException"/>: a read would have to write. The synchronous members block a thread until the store
/// answers, because the interface demands them; prefer the asynchronous ones.
/// </remarks>
/// <param name="store">Holds the entries.</param>
/// <param name="keyPrefix">Put before every key, so that the cache can share the store; may be empty.</param>
/// <param name="timeProvider">Clock for <see cref="DistributedCacheEntryOptions.AbsoluteExpiration"/>; default <see cref="TimeProvider.System"/>.</param>
public sealed class AtomicDistributedCache(IAtomicStore store, string keyPrefix = "", TimeProvider? timeProvider = null)
    : IDistributedCache, IAtomicCacheOperations
{
    /// <inheritdoc/>
    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => store.GetAsync(KeyOf(key), token).AsTask();

    /// <inheritdoc/>
    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        store.SetAsync(KeyOf(key), value, TtlOf(options), token).AsTask();

    /// <inheritdoc/>
    public Task RemoveAsync(string key, CancellationToken token = default) => store.TakeAsync(KeyOf(key), cancellationToken: token).AsTask();

    /// <summary>Does nothing: without sliding expiration there is nothing to refresh.</summary>
    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    /// <inheritdoc cref="RefreshAsync"/>
    public void Refresh(string key)
    {
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]?> UpdateAsync(
        string key, Func<byte[]?, byte[]?> update, DistributedCacheEntryOptions options, CancellationToken cancellationToken) =>
        (await store.UpdateAsync(KeyOf(key), update, TtlOf(options), cancellationToken: cancellationToken).ConfigureAwait(false)).Value;

    /// <inheritdoc/>
    public async ValueTask<long> IncrementAsync(
        string key, long by, DistributedCacheEntryOptions options, CancellationToken cancellationToken) =>
        (await store.IncrementAsync(KeyOf(key), by, TtlOf(options), TtlMode.Sliding, cancellationToken: cancellationToken).ConfigureAwait(false)).Value;

    /// <inheritdoc/>
    public async ValueTask<byte[]?> TakeAsync(string key, CancellationToken cancellationToken) =>
        (await store.TakeAsync(KeyOf(key), cancellationToken: cancellationToken).ConfigureAwait(false)).Value;

    /// <inheritdoc/>
    public ValueTask<AtomicResult<byte[]>> TryClaimAsync(
        string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken cancellationToken) =>
        store.TryClaimAsync(KeyOf(key), value, TtlOf(options), cancellationToken);

    private string KeyOf(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return keyPrefix + key;
    }

    private TimeSpan? TtlOf(DistributedCacheEntryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.SlidingExpiration is not null)
            throw new NotSupportedException("This cache has no sliding expiration: a read would have to write. Use AbsoluteExpirationRelativeToNow.");
        return options.AbsoluteExpirationRelativeToNow
            ?? (options.AbsoluteExpiration - (timeProvider ?? TimeProvider.System).GetUtcNow());
    }
}

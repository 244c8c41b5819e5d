using Microsoft.Extensions.Caching.Distributed;

namespace RaceSafe;

/// <summary>
/// What an <see cref="IDistributedCache"/> implements to offer the operations of <see cref="AtomicDistributedCacheExtensions"/> itself. Each is one atomic
/// step for everybody who shares the cache; the entries are those that its <see cref="IDistributedCache.GetAsync"/> reads.
/// </summary>
public interface IAtomicCacheOperations
{
    /// <summary>Replaces an entry by a function of itself (null: absent, or to remove); returns the new value. The function may run several times.</summary>
    ValueTask<byte[]?> UpdateAsync(
        string key, Func<byte[]?, byte[]?> update, DistributedCacheEntryOptions options, CancellationToken cancellationToken);

    /// <summary>Adds to an entry that spells an integer (absent: 0); returns the new value.</summary>
    ValueTask<long> IncrementAsync(string key, long by, DistributedCacheEntryOptions options, CancellationToken cancellationToken);

    /// <summary>Reads and removes an entry; null when absent.</summary>
    ValueTask<byte[]?> TakeAsync(string key, CancellationToken cancellationToken);

    /// <summary>Sets an entry if it is absent; returns what it holds now, and whether it was set.</summary>
    ValueTask<AtomicResult<byte[]>> TryClaimAsync(
        string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken cancellationToken);
}

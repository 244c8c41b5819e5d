using Microsoft.Extensions.Caching.Distributed;

namespace RaceSafe;

/// <summary>
/// Atomic operations on a cache that lives in this process: read, compute and write under the key's lock. One per cache object, so that all callers
/// meet at the same lock.
/// </summary>
internal sealed class ProcessLocalCacheOperations(IDistributedCache cache) : IAtomicCacheOperations
{
    private readonly AsyncKeyedLock<string> _locks = new();

    public async ValueTask<byte[]?> UpdateAsync(
        string key, Func<byte[]?, byte[]?> update, DistributedCacheEntryOptions options, CancellationToken cancellationToken)
    {
        using (await _locks.LockAsync(key, cancellationToken).ConfigureAwait(false))
        {
            var current = await cache.GetAsync(key, cancellationToken).ConfigureAwait(false);
            var next = update(current);
            if (next is null) await cache.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            else await cache.SetAsync(key, next, options, cancellationToken).ConfigureAwait(false);
            return next;
        }
    }

    public async ValueTask<long> IncrementAsync(
        string key, long by, DistributedCacheEntryOptions options, CancellationToken cancellationToken)
    {
        var sum = 0L;
        await UpdateAsync(key, current => CounterFormat.Format(sum = checked(Counter(key, current) + by)), options, cancellationToken).ConfigureAwait(false);
        return sum;
    }

    public async ValueTask<byte[]?> TakeAsync(string key, CancellationToken cancellationToken)
    {
        using (await _locks.LockAsync(key, cancellationToken).ConfigureAwait(false))
        {
            var current = await cache.GetAsync(key, cancellationToken).ConfigureAwait(false);
            if (current is not null) await cache.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            return current;
        }
    }

    public async ValueTask<AtomicResult<byte[]>> TryClaimAsync(
        string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken cancellationToken)
    {
        using (await _locks.LockAsync(key, cancellationToken).ConfigureAwait(false))
        {
            if (await cache.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } holder)
                return holder.AsSpan().SequenceEqual(value) ? AtomicResult.Replayed(holder) : AtomicResult.Refused(holder);

            await cache.SetAsync(key, value, options, cancellationToken).ConfigureAwait(false);
            return AtomicResult.Applied(value);
        }
    }

    private static long Counter(string key, byte[]? held) =>
        held is null ? 0 : CounterFormat.TryParse(held, out var counter) ? counter : throw CounterFormat.NotACounter(key, held);
}

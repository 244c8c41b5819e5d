using System.Text;

namespace RaceSafe;

/// <summary>Operations that every <see cref="IAtomicStore"/> has because they are made of its atomic steps.</summary>
public static class AtomicStoreExtensions
{
    /// <summary>Replaces a value by a function of itself; a compare-and-set loop, so no concurrent update is lost.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="update">
    /// From the current value (null when absent) to the new one (null to remove). Runs again after each conflict: no side effects.
    /// </param>
    /// <param name="ttl">Time to live from now; null keeps what the key has.</param>
    /// <param name="operationId">Makes the update exactly-once.</param>
    /// <param name="contention">Pauses and deadline of the loop; default <see cref="RetryPolicy.Default"/>.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    /// <returns>The new value; replayed with the first result when the operation id is known. Never refused.</returns>
    /// <exception cref="TimeoutException">Others kept winning until the deadline. Nothing was changed.</exception>
    public static ValueTask<AtomicResult<byte[]?>> UpdateAsync(
        this IAtomicStore store, string key, Func<byte[]?, byte[]?> update, TimeSpan? ttl = null,
        OperationId operationId = default, RetryPolicy? contention = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(update);
        return CompareAndSetLoop.RunAsync(
            (store, key, ttl, operationId),
            static (at, ct) => at.store.GetAsync(at.key, ct),
            static (at, expected, value, ct) => at.store.CompareAndSetAsync(at.key, expected, value, at.ttl, at.operationId, ct),
            update, store.Backend, key, contention, cancellationToken);
    }

    /// <summary>As <see cref="UpdateAsync"/>, for text in UTF-8.</summary>
    /// <exception cref="TimeoutException">Others kept winning until the deadline. Nothing was changed.</exception>
    public static async ValueTask<AtomicResult<string?>> UpdateStringAsync(
        this IAtomicStore store, string key, Func<string?, string?> update, TimeSpan? ttl = null,
        OperationId operationId = default, RetryPolicy? contention = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        var (value, outcome) = await store.UpdateAsync(
            key, current => Encode(update(Decode(current))), ttl, operationId, contention, cancellationToken).ConfigureAwait(false);
        return new(Decode(value), outcome);
    }

    /// <summary>As <see cref="UpdateAsync"/>, on one field of a hash.</summary>
    /// <exception cref="TimeoutException">Others kept winning until the deadline. Nothing was changed.</exception>
    public static ValueTask<AtomicResult<byte[]?>> HashUpdateAsync(
        this IAtomicStore store, string key, string field, Func<byte[]?, byte[]?> update, TimeSpan? ttl = null,
        OperationId operationId = default, RetryPolicy? contention = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(update);
        return CompareAndSetLoop.RunAsync(
            (store, key, field, ttl, operationId),
            static (at, ct) => at.store.HashGetAsync(at.key, at.field, ct),
            static (at, expected, value, ct) =>
                at.store.HashCompareAndSetAsync(at.key, at.field, expected, value, at.ttl, at.operationId, ct),
            update, store.Backend, key, contention, cancellationToken);
    }

    /// <summary>Claims a key with a value that no other caller has: true for one of all concurrent callers.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="ttl">Time to live of the claim; null: until removed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<bool> TryClaimAsync(
        this IAtomicStore store, string key, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var mine = Guid.NewGuid().ToByteArray();
        return (await store.TryClaimAsync(key, mine, ttl, cancellationToken).ConfigureAwait(false)).Succeeded;
    }

    /// <summary>Next number of a sequence: 1, 2, 3 …, unique and rising over all processes, without gaps while every caller uses its number.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">The key of the sequence; it holds the last number given.</param>
    /// <param name="operationId">Makes a retry get the same number.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WrongValueTypeException">The key holds something that is not an integer.</exception>
    public static async ValueTask<long> NextSequenceAsync(
        this IAtomicStore store, string name, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return (await store.IncrementAsync(name, operationId: operationId, cancellationToken: cancellationToken).ConfigureAwait(false)).Value;
    }

    internal static byte[]? Encode(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    internal static string? Decode(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}

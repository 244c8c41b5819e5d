using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Memory;

namespace RaceSafe;

/// <summary>Atomic operations on the entries of an <see cref="IMemoryCache"/>.</summary>
/// <remarks>
/// Atomic for all callers of these methods on one cache object in this process; a plain <c>Set</c> or <c>Remove</c> beside them is not held back. An
/// update writes the entry anew with the options given, because the cache does not tell an entry's expiration: pass them on every call. Delegates
/// run under the key's lock and must not use these methods on the same key.
/// </remarks>
public static class AtomicMemoryCacheExtensions
{
    private static readonly ConditionalWeakTable<IMemoryCache, AsyncKeyedLock<object>> Locks = [];

    /// <summary>Replaces an entry by a function of itself and returns the new value.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The entry.</param>
    /// <param name="update">From the current value (default when absent) to the new one. Runs once.</param>
    /// <param name="options">Expiration and priority of the entry.</param>
    /// <exception cref="InvalidCastException">The entry holds something of another type.</exception>
    public static T Update<T>(this IMemoryCache cache, object key, Func<T?, T> update, MemoryCacheEntryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(update);
        using (LocksOf(cache, key).Lock(key)) return cache.Set(key, update(cache.Get<T>(key)), options);
    }

    /// <summary>As <see cref="Update"/>, with an asynchronous function.</summary>
    public static async ValueTask<T> UpdateAsync<T>(
        this IMemoryCache cache, object key, Func<T?, CancellationToken, Task<T>> update,
        MemoryCacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        using (await LocksOf(cache, key).LockAsync(key, cancellationToken).ConfigureAwait(false))
            return cache.Set(key, await update(cache.Get<T>(key), cancellationToken).ConfigureAwait(false), options);
    }

    /// <summary>Adds to an entry of this number type, zero when absent, and returns the new value. Wraps around on overflow, as <c>+=</c> does.</summary>
    /// <exception cref="InvalidCastException">The entry holds something of another type.</exception>
    public static T Increment<T>(this IMemoryCache cache, object key, T by, MemoryCacheEntryOptions? options = null) where T : struct, INumber<T>
    {
        using (LocksOf(cache, key).Lock(key)) return cache.Set(key, unchecked(Number<T>(cache, key) + by), options);
    }

    /// <summary>As <see cref="Increment"/>, waiting without blocking a thread.</summary>
    /// <exception cref="InvalidCastException">The entry holds something of another type.</exception>
    public static async ValueTask<T> IncrementAsync<T>(
        this IMemoryCache cache, object key, T by, MemoryCacheEntryOptions? options = null, CancellationToken cancellationToken = default)
        where T : struct, INumber<T>
    {
        using (await LocksOf(cache, key).LockAsync(key, cancellationToken).ConfigureAwait(false))
            return cache.Set(key, unchecked(Number<T>(cache, key) + by), options);
    }

    /// <summary>Adds to an entry of this number type, zero when absent, unless that would take it above a maximum: a limit that no two callers pass together.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The entry.</param>
    /// <param name="by">What is added; a negative amount is never above the maximum.</param>
    /// <param name="max">The greatest value that the entry may reach.</param>
    /// <param name="value">The new value, or the current one when refused.</param>
    /// <param name="options">Expiration and priority of the entry, set anew when something is added. A refusal leaves the entry and its expiration as they are.</param>
    /// <returns>False when the sum would be above <paramref name="max"/> or not fit into the type; then nothing has changed.</returns>
    /// <exception cref="InvalidCastException">The entry holds something of another type.</exception>
    public static bool TryIncrement<T>(this IMemoryCache cache, object key, T by, T max, out T value, MemoryCacheEntryOptions? options = null) where T : struct, INumber<T>
    {
        using (LocksOf(cache, key).Lock(key))
        {
            value = Number<T>(cache, key);
            var sum = unchecked(value + by);
            if (T.IsNegative(by) ? sum > value : sum > max || sum < value) return false;
            value = cache.Set(key, sum, options);
            return true;
        }
    }

    /// <summary>Reads and removes an entry: of all concurrent callers one gets it.</summary>
    /// <returns>False when it is absent or of another type; then it is left.</returns>
    public static bool TryTake<T>(this IMemoryCache cache, object key, out T? value)
    {
        using (LocksOf(cache, key).Lock(key)) return Take(cache, key, out value);
    }

    /// <summary>Reads and removes an entry: of all concurrent callers one gets it, the others the default.</summary>
    public static async ValueTask<T?> TakeAsync<T>(this IMemoryCache cache, object key, CancellationToken cancellationToken = default)
    {
        using (await LocksOf(cache, key).LockAsync(key, cancellationToken).ConfigureAwait(false))
        {
            Take<T>(cache, key, out var value);
            return value;
        }
    }

    /// <summary>Sets an entry if it is absent: true for one of all concurrent callers.</summary>
    public static bool TryClaim<T>(this IMemoryCache cache, object key, T value, MemoryCacheEntryOptions? options = null)
    {
        using (LocksOf(cache, key).Lock(key)) return Claim(cache, key, value, options);
    }

    /// <summary>As <see cref="TryClaim"/>, waiting without blocking a thread.</summary>
    public static async ValueTask<bool> TryClaimAsync<T>(
        this IMemoryCache cache, object key, T value, MemoryCacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        using (await LocksOf(cache, key).LockAsync(key, cancellationToken).ConfigureAwait(false)) return Claim(cache, key, value, options);
    }

    /// <summary>
    /// Returns an entry, or creates it: the factory runs once, and who comes meanwhile waits for its result. Its exception goes to its own caller and is
    /// not remembered: the next in line runs it again.
    /// </summary>
    public static T GetOrCreateOnce<T>(this IMemoryCache cache, object key, Func<T> factory, MemoryCacheEntryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var locks = LocksOf(cache, key);
        if (cache.TryGetValue(key, out T? found)) return found!;
        using (locks.Lock(key)) return cache.TryGetValue(key, out found) ? found! : cache.Set(key, factory(), options);
    }

    /// <summary>As <see cref="GetOrCreateOnce"/>, with an asynchronous factory. A cancelled caller's factory is the next one's to run.</summary>
    public static async ValueTask<T> GetOrCreateOnceAsync<T>(
        this IMemoryCache cache, object key, Func<CancellationToken, Task<T>> factory,
        MemoryCacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var locks = LocksOf(cache, key);
        if (cache.TryGetValue(key, out T? found)) return found!;
        using (await locks.LockAsync(key, cancellationToken).ConfigureAwait(false))
        {
            return cache.TryGetValue(key, out found)
                ? found!
                : cache.Set(key, await factory(cancellationToken).ConfigureAwait(false), options);
        }
    }

    private static AsyncKeyedLock<object> LocksOf(IMemoryCache cache, object key)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(key);
        return Locks.GetValue(cache, static _ => new());
    }

    private static T Number<T>(IMemoryCache cache, object key) where T : struct =>
        cache.TryGetValue(key, out var held) && held is not null ? (T)held : default;

    private static bool Take<T>(IMemoryCache cache, object key, out T? value)
    {
        if (!cache.TryGetValue(key, out value)) return false;
        cache.Remove(key);
        return true;
    }

    private static bool Claim<T>(IMemoryCache cache, object key, T value, MemoryCacheEntryOptions? options)
    {
        if (cache.TryGetValue(key, out _)) return false;
        cache.Set(key, value, options);
        return true;
    }
}

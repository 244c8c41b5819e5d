using System.Collections.Concurrent;
using System.Numerics;

namespace RaceSafe;

/// <summary>Atomic updates of one entry of a <see cref="ConcurrentDictionary{TKey, TValue}"/>; all return the new value.</summary>
public static class ConcurrentDictionaryExtensions
{
    /// <summary>Adds one to the entry, which counts as zero when absent, and returns the new value. Wraps around on overflow, as <c>++</c> does.</summary>
    public static TValue Increment<TKey, TValue>(this ConcurrentDictionary<TKey, TValue> dictionary, TKey key)
        where TKey : notnull
        where TValue : struct, INumber<TValue> =>
        dictionary.Increment(key, TValue.One);

    /// <summary>Adds to the entry, which counts as zero when absent, and returns the new value. Wraps around on overflow, as <c>+=</c> does.</summary>
    public static TValue Increment<TKey, TValue>(this ConcurrentDictionary<TKey, TValue> dictionary, TKey key, TValue by)
        where TKey : notnull
        where TValue : struct, INumber<TValue>
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        return dictionary.AddOrUpdate(key, static (_, by) => by, static (_, current, by) => unchecked(current + by), by);
    }

    /// <summary>Adds to the entry if the sum is at most <paramref name="max"/>.</summary>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="key">The entry; zero when absent. A refused call does not create it.</param>
    /// <param name="by">Any amount.</param>
    /// <param name="max">Largest sum allowed.</param>
    /// <param name="value">The new value, or the current one when refused.</param>
    /// <returns>False when the sum would pass the limit or overflow; then nothing was changed.</returns>
    public static bool TryIncrement<TKey, TValue>(
        this ConcurrentDictionary<TKey, TValue> dictionary, TKey key, TValue by, TValue max, out TValue value)
        where TKey : notnull
        where TValue : struct, INumber<TValue>
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        while (true)
        {
            var exists = dictionary.TryGetValue(key, out value);
            var sum = unchecked(value + by);
            var overflows = by < TValue.Zero ? sum > value : sum < value;
            if (overflows || sum > max) return false;
            if (exists ? !dictionary.TryUpdate(key, sum, value) : !dictionary.TryAdd(key, sum)) continue;
            value = sum;
            return true;
        }
    }

    /// <summary>Replaces the entry by <paramref name="update"/> of it and returns the new value.</summary>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="key">The entry.</param>
    /// <param name="update">
    /// From the current to the new value. Runs again after each conflict: no side effects, and a new value rather than a changed old one.
    /// </param>
    /// <exception cref="KeyNotFoundException">There is no such entry; it was not created.</exception>
    public static TValue Update<TKey, TValue>(this ConcurrentDictionary<TKey, TValue> dictionary, TKey key, Func<TValue, TValue> update)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        ArgumentNullException.ThrowIfNull(update);
        while (true)
        {
            var current = dictionary[key];
            var next = update(current);
            if (dictionary.TryUpdate(key, next, current)) return next;
        }
    }

    /// <summary>
    /// Replaces the entry by <paramref name="update"/> of it, or of <paramref name="initial"/> when absent, and returns the new value.
    /// </summary>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="key">The entry; created when absent.</param>
    /// <param name="update">
    /// From the current to the new value. Runs again after each conflict: no side effects, and a new value rather than a changed old one.
    /// </param>
    /// <param name="initial">What an absent entry counts as. The update is applied to it: with <c>x => x + 1</c> and 0 the entry becomes 1.</param>
    public static TValue Update<TKey, TValue>(
        this ConcurrentDictionary<TKey, TValue> dictionary, TKey key, Func<TValue, TValue> update, TValue initial)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        ArgumentNullException.ThrowIfNull(update);
        return dictionary.AddOrUpdate(
            key, static (_, with) => with.update(with.initial), static (_, current, with) => with.update(current), (update, initial));
    }
}

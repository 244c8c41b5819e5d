using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace RaceSafe;

/// <summary>Creation of an entry by a factory that runs once, where <c>GetOrAdd</c> may run it once per caller.</summary>
public static class ConcurrentDictionaryOnceExtensions
{
    /// <summary>Returns the entry, or creates it: concurrent callers for one key wait for one run of the factory and get its result.</summary>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="key">The entry.</param>
    /// <param name="factory">
    /// Makes the value. Its exception goes to all who wait and is not remembered: the next call runs it again. Must not ask for the same key.
    /// </param>
    /// <returns>The entry; one that was put there by other means while the factory ran wins over its result.</returns>
    /// <exception cref="InvalidOperationException">The factory asked for the key that it makes.</exception>
    /// <remarks>Waits only for other calls of this synchronous form.</remarks>
    public static TValue GetOrCreateOnce<TKey, TValue>(
        this ConcurrentDictionary<TKey, TValue> dictionary, TKey key, Func<TKey, TValue> factory)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        ArgumentNullException.ThrowIfNull(factory);
        return dictionary.TryGetValue(key, out var value) ? value : CreateOnce(dictionary, key, factory);
    }

    /// <summary>
    /// Returns the entry, or creates it: concurrent callers for one key wait for one run of the factory and get its result.
    /// </summary>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="key">The entry.</param>
    /// <param name="factory">
    /// Makes the value. Its exception goes to all who wait and is not remembered: the next call runs it again. Its token is cancelled when
    /// nobody waits any longer. Must not ask for the same key: it would wait for itself.
    /// </param>
    /// <param name="cancellationToken">Ends this caller's wait; the factory goes on for the others.</param>
    /// <returns>The entry; one that was put there by other means while the factory ran wins over its result.</returns>
    /// <remarks>Waits only for other calls of this asynchronous form.</remarks>
    public static ValueTask<TValue> GetOrCreateOnceAsync<TKey, TValue>(
        this ConcurrentDictionary<TKey, TValue> dictionary, TKey key, Func<TKey, CancellationToken, Task<TValue>> factory,
        CancellationToken cancellationToken = default)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        ArgumentNullException.ThrowIfNull(factory);
        if (dictionary.TryGetValue(key, out var value)) return new(value);
        return InFlight<TKey, TValue>.Asynchronous
            .GetValue(dictionary, static d => new(d.Comparer))
            .RunAsync(key, (dictionary, key, factory), CreateAsync, cancellationToken);
    }

    private static TValue CreateOnce<TKey, TValue>(ConcurrentDictionary<TKey, TValue> dictionary, TKey key, Func<TKey, TValue> factory)
        where TKey : notnull
    {
        var flights = InFlight<TKey, TValue>.Synchronous.GetValue(dictionary, static d => new(d.Comparer));
        var flight = flights.GetOrAdd(key, new Flight<TValue>());
        try
        {
            // Asked again: an earlier flight may have landed between the caller's look and this one's start.
            return flight.Run(() => dictionary.TryGetValue(key, out var landed) ? landed : dictionary.GetOrAdd(key, factory(key)));
        }
        finally
        {
            flights.TryRemove(KeyValuePair.Create(key, flight)); // this flight only: a newer one is somebody else's
        }
    }

    private static async ValueTask<TValue> CreateAsync<TKey, TValue>(
        (ConcurrentDictionary<TKey, TValue> Dictionary, TKey Key, Func<TKey, CancellationToken, Task<TValue>> Factory) entry, CancellationToken cancellationToken)
        where TKey : notnull =>
        entry.Dictionary.TryGetValue(entry.Key, out var landed)
            ? landed
            : entry.Dictionary.GetOrAdd(entry.Key, await entry.Factory(entry.Key, cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Which entries are being made, beside each dictionary. The table holds its dictionary weakly and the flights only as long as the dictionary
    /// lives; a landed flight is removed at once. So nothing static outlives its use, and dictionaries with equal keys do not meet.
    /// </summary>
    private static class InFlight<TKey, TValue> where TKey : notnull
    {
        public static readonly ConditionalWeakTable<ConcurrentDictionary<TKey, TValue>, ConcurrentDictionary<TKey, Flight<TValue>>> Synchronous = [];
        public static readonly ConditionalWeakTable<ConcurrentDictionary<TKey, TValue>, SingleFlight<TKey, TValue>> Asynchronous = [];
    }

    // What Lazy does; Lazy itself asks the trimmer to keep the constructors of TValue, which the factory makes needless.
    private sealed class Flight<TValue>
    {
        private readonly object _gate = new();
        private bool _landed;
        private TValue? _value;
        private ExceptionDispatchInfo? _failure;

        public TValue Run(Func<TValue> make)
        {
            if (Monitor.IsEntered(_gate)) throw new InvalidOperationException("The factory asked for the key that it makes.");
            lock (_gate)
            {
                if (!_landed)
                {
                    try
                    {
                        _value = make();
                    }
                    catch (Exception failure)
                    {
                        _failure = ExceptionDispatchInfo.Capture(failure);
                    }

                    _landed = true;
                }

                _failure?.Throw();
                return _value!;
            }
        }
    }
}

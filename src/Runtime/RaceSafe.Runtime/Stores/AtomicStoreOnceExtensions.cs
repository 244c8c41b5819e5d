using System.Runtime.CompilerServices;

namespace RaceSafe;

/// <summary>Get-or-create with one run of the factory.</summary>
public static class AtomicStoreOnceExtensions
{
    private const string LeaseSuffix = ":racesafe-lease";
    private static readonly ConditionalWeakTable<IAtomicStore, SingleFlight<string, byte[]>> Flights = [];

    /// <summary>
    /// Returns the value, or creates it: the factory runs once for all concurrent callers of this store object, and all callers in all processes get
    /// the value that was stored first.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The key; at most 497 characters with a lease.</param>
    /// <param name="factory">
    /// Makes the value. Its exception goes to all who wait and is not remembered. Its token is cancelled when nobody waits any longer.
    /// </param>
    /// <param name="ttl">Time to live of the created value; null: until removed.</param>
    /// <param name="lease">
    /// Null: other processes may run their factory at the same time, and the first stored value wins. Otherwise they wait for this one up to this time:
    /// longer than the factory takes, or a second one starts; if the process dies, the others go on after it.
    /// </param>
    /// <param name="cancellationToken">Ends this caller's wait; the factory goes on for the others.</param>
    public static ValueTask<byte[]> GetOrCreateOnceAsync(
        this IAtomicStore store, string key, Func<CancellationToken, Task<byte[]>> factory,
        TimeSpan? ttl = null, TimeSpan? lease = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(factory);
        AtomicArguments.CheckKey(key);
        AtomicArguments.CheckTtl(ttl);
        AtomicArguments.CheckTtl(lease);
        return Flights.GetValue(store, static _ => new()).RunAsync(key, (store, key, factory, ttl, lease), CreateAsync, cancellationToken);
    }

    private static async ValueTask<byte[]> CreateAsync(
        (IAtomicStore Store, string Key, Func<CancellationToken, Task<byte[]>> Factory, TimeSpan? Ttl, TimeSpan? Lease) entry,
        CancellationToken cancellationToken)
    {
        var (store, key, factory, ttl, lease) = entry;
        for (var wait = 0; ; wait++)
        {
            if (await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } found) return found;

            var mine = Guid.NewGuid().ToByteArray();
            if (lease is null || (await store.TryClaimAsync(key + LeaseSuffix, mine, lease, cancellationToken).ConfigureAwait(false)).Succeeded)
            {
                try
                {
                    // Asked again: the former holder may have stored its value and gone between the look and the lease.
                    if (lease is not null && await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } stored) return stored;
                    var made = await factory(cancellationToken).ConfigureAwait(false);
                    return (await store.TryClaimAsync(key, made, ttl, cancellationToken).ConfigureAwait(false)).Value;
                }
                finally
                {
                    if (lease is not null) await ReleaseAsync(store, key + LeaseSuffix, mine).ConfigureAwait(false);
                }
            }

            await Task.Delay(RetryPolicy.Default.DelayCeiling(wait), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask ReleaseAsync(IAtomicStore store, string leaseKey, byte[] mine)
    {
        try
        {
            await store.CompareAndSetAsync(leaseKey, mine, null).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The value, or the factory's own error, matters more; the lease ends by itself.
        }
    }
}

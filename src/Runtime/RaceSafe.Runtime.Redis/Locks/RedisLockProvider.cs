using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// Locks on one Redis (6.2 or later) or a cluster. Acquire, renew and release are one script each; who waits is woken by a message when the lock is freed and asks by
/// himself now and then.
/// </summary>
/// <remarks>
/// <para>
/// Excludes as long as the server keeps its data. A master that dies before its replica has a lock, a restart without persistence and a FLUSHALL forget who
/// holds it: for a moment there are two holders, until the first notices at its next renewal. The new holder's <see cref="LockHandle.Fence"/> is higher all the same, as long as
/// the clock of the server is not set back, so writes that check it are safe. <see cref="RedisQuorumLockProvider"/> survives the loss of a
/// minority of its servers.
/// </para>
/// <para>
/// Fails at once when there is no connection. A lock is the key <c>racesafe-lock:{name}</c>, which stays for four weeks and more after its last use because it knows the last fence; its channel has
/// the same name. With access rules (ACL), allow both.
/// </para>
/// </remarks>
public sealed class RedisLockProvider : LeaseLockProvider
{
    /// <summary>Locks on an open connection, which stays the caller's.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="options">Database, prefix, timeout and retries. Default: a fresh <see cref="RedisAtomicStoreOptions"/>.</param>
    /// <param name="time">Clock of leases and waits; null for <see cref="TimeProvider.System"/>.</param>
    /// <param name="logger">Is told of what happens to locks; null for none.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of range.</exception>
    public RedisLockProvider(IConnectionMultiplexer connection, RedisAtomicStoreOptions? options = null, TimeProvider? time = null, ILogger? logger = null)
        : base(Locks(connection, options = Checked(options)), options.Retry, options.AttemptTimeout, time, logger)
    {
    }

    internal static RedisAtomicStoreOptions Checked(RedisAtomicStoreOptions? options)
    {
        options ??= new RedisAtomicStoreOptions();
        options.Validate();
        return options;
    }

    private static RedisLocks Locks(IConnectionMultiplexer connection, RedisAtomicStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new(connection, options);
    }
}

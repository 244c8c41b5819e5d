using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// Locks on several Redis servers that do not replicate each other: a lock is held when a majority says so, and stays exclusive while a majority keeps its data.
/// Three servers survive the loss of one, five of two. Acquiring takes two round trips.
/// </summary>
/// <remarks>
/// A server that lost its data must stay away for one lease before it takes part again, or it may give a lock to a second majority. The fence is higher than every
/// one before as long as a server of the majority kept its data, and otherwise as far as the servers' clocks agree.
/// </remarks>
public sealed class RedisQuorumLockProvider : LeaseLockProvider
{
    /// <summary>Locks on open connections, which stay the caller's.</summary>
    /// <param name="connections">One per server, 3 or more, an odd number.</param>
    /// <param name="options">Database, prefix, timeout and retries for all of them. Default: a fresh <see cref="RedisAtomicStoreOptions"/>.</param>
    /// <param name="time">Clock of leases and waits; null for <see cref="TimeProvider.System"/>.</param>
    /// <param name="logger">Is told of what happens to locks; null for none.</param>
    /// <exception cref="ArgumentException">There are fewer than three connections, an even number, or one is null.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of range.</exception>
    public RedisQuorumLockProvider(
        IEnumerable<IConnectionMultiplexer> connections, RedisAtomicStoreOptions? options = null, TimeProvider? time = null, ILogger? logger = null)
        : base(Quorum(connections, options = RedisLockProvider.Checked(options)), options.Retry, options.AttemptTimeout, time, logger)
    {
    }

    private static QuorumLocks Quorum(IEnumerable<IConnectionMultiplexer> connections, RedisAtomicStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(connections);
        IConnectionMultiplexer[] servers = [.. connections];
        if (servers.Length < 3 || servers.Length % 2 == 0) throw new ArgumentException($"A quorum has 3 servers or more, an odd number, not {servers.Length}.", nameof(connections));
        if (servers.Contains(null)) throw new ArgumentException("A connection is null.", nameof(connections));
        return new([.. servers.Select(server => new RedisLocks(server, options))]);
    }
}

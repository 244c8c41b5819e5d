using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>The locks of one server, or of one cluster.</summary>
internal sealed class RedisLocks(IConnectionMultiplexer connection, RedisAtomicStoreOptions options) : ILockBackend
{
    private readonly IDatabase _database = connection.GetDatabase(options.Database);

    public string Name => RedisExecutor.Backend;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<LockReply> AcquireAsync(string name, string token, TimeSpan lease, TimeSpan timeout)
    {
        var reply = await RunAsync(LockScripts.Acquire, LockKey(name), token, Microseconds(lease), timeout).ConfigureAwait(false);
        if (reply < 0) return LockReply.Busy(TimeSpan.FromMilliseconds(-reply));
        if (options.ReplicaAcks is { } acks) await CopyAsync(acks, name, token, timeout).ConfigureAwait(false);
        return LockReply.Granted(reply);
    }

    // A lock that too few replicas have is worth no more than one of the master alone, and that is not what was asked for.
    private async Task CopyAsync(ReplicaAcks acks, string name, string token, TimeSpan timeout)
    {
        try
        {
            ReplicaAcks.CheckServers(_database);
            await acks.CheckAsync(acks.AskAsync(_database), timeout, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is UnderReplicatedException or NotSupportedException)
        {
            await ReleaseAsync(name, token, timeout).ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<bool> ExtendAsync(string name, string token, TimeSpan lease, TimeSpan timeout) =>
        await RunAsync(LockScripts.Extend, LockKey(name), token, Microseconds(lease), timeout).ConfigureAwait(false) == 1;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReleaseAsync(string name, string token, TimeSpan timeout)
    {
        var key = LockKey(name);
        await RunAsync(LockScripts.Release, key, token, key, timeout).ConfigureAwait(false);
    }

    /// <summary>Raises the fence of a lock that the token holds.</summary>
    /// <returns>False when the token does not hold it.</returns>
    public async Task<bool> RaiseAsync(string name, string token, long fence, TimeSpan timeout) =>
        await RunAsync(LockScripts.Raise, LockKey(name), token, fence, timeout).ConfigureAwait(false) == 1;

    public async ValueTask<IAsyncDisposable?> ListenAsync(string name, Action released, CancellationToken cancellationToken)
    {
        var subscriber = connection.GetSubscriber();
        var channel = new RedisChannel(LockKey(name), RedisChannel.PatternMode.Literal);
        if (!subscriber.IsConnected(channel)) return null;
        Action<RedisChannel, RedisValue> handler = (_, _) => released();
        await subscriber.SubscribeAsync(channel, handler).WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Subscription(subscriber, channel, handler);
    }

    public FailureClass Classify(Exception failure) => failure switch
    {
        RedisNotConnectedException => FailureClass.Deterministic,
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection or ConnectionFailureType.UnableToConnect } => FailureClass.Deterministic,
        _ => RedisFailures.Classify(failure),
    };

    // In braces as the other keys of this library, so that a lock can share the slot of what it protects; an empty hash tag is none, so a name must not close the brace at once.
    private string LockKey(string name) => $"{options.KeyPrefix}racesafe-lock:{{{(name[0] is '}' or '%' ? "%" : "")}{name}}}";

    private static long Microseconds(TimeSpan lease) => (long)Math.Ceiling(lease.TotalMicroseconds);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<long> RunAsync(string script, string key, string token, RedisValue argument, TimeSpan timeout)
    {
        // Without a connection the client would keep the request and send it later, when nobody waits for it any more.
        if (!_database.IsConnected(key, CommandFlags.DemandMaster)) throw new RedisNotConnectedException(key);
        var reply = _database.ScriptEvaluateAsync(script, [key], [token, argument], CommandFlags.DemandMaster);
        await BoundedReply.Of(reply, timeout, CancellationToken.None).ConfigureAwait(false);
        return (long)reply.Result;
    }

    private sealed class Subscription(ISubscriber subscriber, RedisChannel channel, Action<RedisChannel, RedisValue> handler) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await subscriber.UnsubscribeAsync(channel, handler).ConfigureAwait(false);
    }
}

using System.Collections.Concurrent;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>The locks of one server, or of one cluster.</summary>
internal sealed class RedisLocks(IConnectionMultiplexer connection, RedisAtomicStoreOptions options) : ILockBackend
{
    private const int KeysKept = 64; // a power of two

    private readonly IDatabase _database = connection.GetDatabase(options.Database);
    private readonly ConcurrentDictionary<string, Subscription> _listening = new(StringComparer.Ordinal); // the names that somebody waits for here
    private readonly Tuple<string, string>?[] _keys = new Tuple<string, string>?[KeysKept]; // the last names, so that a name is made a key once

    public string Name => RedisExecutor.Backend;

    public ValueTask<LockReply> AcquireAsync(string name, string token, TimeSpan lease, TimeSpan timeout) => options.ReplicaAcks is { } acks
        ? AcquireCopiedAsync(acks, name, token, lease, timeout)
        : RunAsync(Acquire(name), LockKey(name), token, Microseconds(lease), timeout, ReadAcquired);

    public ValueTask<bool> ExtendAsync(string name, string token, TimeSpan lease, TimeSpan timeout) =>
        RunAsync(LockScripts.Extend, LockKey(name), token, Microseconds(lease), timeout, ReadFlag);

    public ValueTask ReleaseAsync(string name, string token, TimeSpan timeout)
    {
        var key = LockKey(name);
        return IsConnected(key) ? BoundedReply.Of(new ScriptCall(_database, LockScripts.Release, [key], [token]), timeout) : ValueTask.FromException(NotConnected(key));
    }

    /// <summary>Raises the fence of a lock that the token holds.</summary>
    /// <returns>False when the token does not hold it.</returns>
    public Task<bool> RaiseAsync(string name, string token, long fence, TimeSpan timeout) =>
        RunAsync(LockScripts.Raise, LockKey(name), token, fence, timeout, ReadFlag).AsTask();

    // A lock that too few replicas have is worth no more than one of the master alone, and that is not what was asked for.
    private async ValueTask<LockReply> AcquireCopiedAsync(ReplicaAcks acks, string name, string token, TimeSpan lease, TimeSpan timeout)
    {
        ReplicaAcks.CheckServers(_database);
        var reply = await RunAsync(Acquire(name), LockKey(name), token, Microseconds(lease), timeout, ReadAcquired).ConfigureAwait(false);
        if (!reply.IsGranted) return reply;
        try
        {
            await acks.CheckAsync(acks.AskAsync(_database), timeout, CancellationToken.None).ConfigureAwait(false);
            return reply;
        }
        catch (UnderReplicatedException)
        {
            await ReleaseAsync(name, token, timeout).ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<IAsyncDisposable?> ListenAsync(string name, Action released, CancellationToken cancellationToken)
    {
        var subscriber = connection.GetSubscriber();
        var channel = new RedisChannel(LockKey(name), RedisChannel.PatternMode.Literal);
        if (!subscriber.IsConnected(channel)) return null;
        Action<RedisChannel, RedisValue> handler = (_, _) => released();
        var (subscription, asked) = (new Subscription(() => subscriber.UnsubscribeAsync(channel, handler), self => _listening.TryRemove(new(name, self))), subscriber.SubscribeAsync(channel, handler));
        try
        {
            await asked.WaitAsync(cancellationToken).ConfigureAwait(false);
            return _listening[name] = subscription;
        }
        catch
        {
            _ = TakeBackAsync(asked, subscription);
            throw;
        }
    }

    public FailureClass Classify(Exception failure) => failure switch
    {
        RedisNotConnectedException => FailureClass.Deterministic,
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection or ConnectionFailureType.UnableToConnect } => FailureClass.Deterministic,
        _ => RedisFailures.Classify(failure),
    };

    // The client keeps what was asked for, also when the question failed, and asks again with every new connection.
    private static async Task TakeBackAsync(Task asked, Subscription subscription)
    {
        await asked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await subscription.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // In braces as the other keys of this library, so that a lock can share the slot of what it protects; an empty hash tag is none, so a name must not close the brace at once.
    private string LockKey(string name)
    {
        ref var kept = ref _keys[string.GetHashCode(name) & (KeysKept - 1)];
        if (Volatile.Read(ref kept) is { } known && known.Item1 == name) return known.Item2;
        var key = $"{options.KeyPrefix}racesafe-lock:{{{(name[0] is '}' or '%' ? "%" : "")}{name}}}";
        Volatile.Write(ref kept, new(name, key));
        return key;
    }

    private static long Microseconds(TimeSpan lease) => (long)Math.Ceiling(lease.TotalMicroseconds);

    private static LockReply ReadAcquired(Task reply)
    {
        var fence = (long)((Task<RedisResult>)reply).Result;
        return fence > 0 ? LockReply.Granted(fence) : LockReply.Busy(TimeSpan.FromMilliseconds(-fence));
    }

    private static bool ReadFlag(Task reply) => (long)((Task<RedisResult>)reply).Result == 1;

    private ValueTask<T> RunAsync<T>(Script script, string key, string token, RedisValue argument, TimeSpan timeout, Func<Task, T> read) =>
        IsConnected(key) ? BoundedReply.Of(new ScriptCall(_database, script, [key], [token, argument]), timeout, read) : ValueTask.FromException<T>(NotConnected(key));

    private Script Acquire(string name) => _listening.ContainsKey(name) ? LockScripts.AcquireOrWait : LockScripts.Acquire;

    // Without a connection the client would keep the request and send it later, when nobody waits for it any more.
    private bool IsConnected(string key) => _database.IsConnected(key, CommandFlags.DemandMaster);

    private static RedisNotConnectedException NotConnected(string key) => new(key);

    private sealed class Subscription(Func<Task> unsubscribe, Action<Subscription> forget) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            forget(this);
            await unsubscribe().ConfigureAwait(false);
        }
    }
}

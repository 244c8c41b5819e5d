using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// Brings the callers of this process together that update one key of one connection at the same time. Who meets others there stands in line; those who wait go to the server
/// together, each with its function on the value that the one before it made, by one compare-and-set for all (flat combining: D. Hendler, I. Incze, N. Shavit,
/// M. Tzafrir, SPAA 2010). So a hot key takes one round trip for many updates and not many for one, and a key that nobody contends for costs a look into a table.
/// </summary>
internal sealed class SharedUpdates
{
    private const int SweptEvery = 64;

    // By connection, since GetDatabase() makes a new object each time, and only as long as the connection lives.
    private static readonly ConditionalWeakTable<IConnectionMultiplexer, SharedUpdates> Connections = [];

    private readonly ConcurrentDictionary<(int Database, RedisKey Key), UpdateLine> _lines = [];
    private int _made;

    /// <summary>Updates a key of the plain database of a connection.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<RedisValue> RunAsync(IDatabase database, RedisKey key, Func<RedisValue, RedisValue> update, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var shared = Connections.GetValue(database.Multiplexer, static _ => new());
        var place = (database.Database, key);
        if (!shared._lines.ContainsKey(place))
        {
            var result = await RedisExecutor.Default.TryUpdateAsync(database, key, update, ttl, cancellationToken).ConfigureAwait(false);
            if (result.Succeeded) return result.Value;
            Instruments.Retried(RedisExecutor.Backend, "contention");
        }

        while (true)
        {
            var line = shared._lines.GetOrAdd(place, static (at, to) => to.shared.Make(to.database, at.Key), (shared, database));
            if (line.TryJoin(update, ttl, cancellationToken) is { } joined) return await joined.ConfigureAwait(false);
            shared._lines.TryRemove(new(place, line));
        }
    }

    private UpdateLine Make(IDatabase database, RedisKey key)
    {
        if (Interlocked.Increment(ref _made) % SweptEvery == 0)
            foreach (var line in _lines)
                if (line.Value.TryClose()) _lines.TryRemove(line);
        return new UpdateLine(database, key);
    }
}

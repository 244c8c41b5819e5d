using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// Brings the callers of this process together that update one key at the same time. Who meets others there stands in line: the first goes to the server alone, those who come meanwhile
/// go together, each with its function on the value that the one before it made, by one compare-and-set for all (flat combining: D. Hendler, I. Incze, N. Shavit,
/// M. Tzafrir, SPAA 2010). So a hot key takes one round trip for many updates and not many for one, and a key that nobody contends for costs a look into a table.
/// </summary>
internal sealed class SharedUpdates
{
    // A line stays for a while after its last use: a key that was contended for will be again.
    private const int KeptMilliseconds = 1000, SweptEvery = 64;

    private static readonly ConcurrentDictionary<(object Connection, int Database, RedisKey Key), SharedUpdates> Lines = [];
    private static int s_made;

    private readonly object _gate = new();
    private readonly IDatabase _database;
    private readonly RedisKey _key;
    private List<WaitingUpdate>? _waiting;
    private bool _led, _closed;
    private long _lastUse;

    private SharedUpdates(IDatabase database, RedisKey key) => (_database, _key) = (database, key);

    /// <summary>Updates a key of the plain database of a connection.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<RedisValue> RunAsync(IDatabase database, RedisKey key, Func<RedisValue, RedisValue> update, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        // By connection and number, since GetDatabase() makes a new object each time.
        (object, int, RedisKey) place = (database.Multiplexer, database.Database, key);
        if (!Lines.ContainsKey(place))
        {
            var current = await RedisExecutor.Default.RunAsync(database, Steps.Get(key), cancellationToken).ConfigureAwait(false);
            var result = await database.CompareAndSetAsync(key, current, update(current), ttl, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (result.Succeeded) return result.Value;
            Instruments.Retried(RedisExecutor.Backend, "contention");
        }

        while (true)
        {
            var line = Lines.GetOrAdd(place, static (at, database) => Make(database, at.Key), database);
            WaitingUpdate? one = null;
            lock (line._gate)
            {
                if (line._closed) continue;
                if (line._led) (line._waiting ??= []).Add(one = new(update, ttl));
                line._led = true;
            }

            return await (one is null ? line.LeadAsync(update, ttl, cancellationToken) : line.WaitAsync(one, cancellationToken)).ConfigureAwait(false);
        }
    }

    private static SharedUpdates Make(IDatabase database, RedisKey key)
    {
        if (Interlocked.Increment(ref s_made) % SweptEvery == 0)
            foreach (var (place, line) in Lines)
                if (line.Close()) Lines.TryRemove(new(place, line));
        return new SharedUpdates(database, key);
    }

    // Out of use for a while: who comes next makes another.
    private bool Close()
    {
        lock (_gate) return _closed = !_led && Environment.TickCount64 - _lastUse > KeptMilliseconds;
    }

    private async ValueTask<RedisValue> WaitAsync(WaitingUpdate one, CancellationToken cancellationToken)
    {
        try
        {
            await BoundedReply.Of(one.Task, RedisUpdateExtensions.Contended.TotalBudget, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Withdraw(one); // else it is under way and may still take place
            throw;
        }
        catch (TimeoutException) when (Withdraw(one))
        {
            throw RedisUpdateExtensions.TooLate(_key, 0);
        }
        catch (TimeoutException) when (!one.Task.IsCompleted)
        {
            // Under way, which is bounded too.
        }

        return await one.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private bool Withdraw(WaitingUpdate one)
    {
        lock (_gate) return _waiting?.Remove(one) == true;
    }

    private async ValueTask<RedisValue> LeadAsync(Func<RedisValue, RedisValue> update, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        try
        {
            return await RedisUpdateExtensions.AloneAsync(_database, _key, update, ttl, default, null, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // This caller has its answer, or its failure: the others go on without it.
            if (Take() is { } batch) ThreadPool.UnsafeQueueUserWorkItem(static turn => _ = turn.Line.ServeAsync(turn.Batch), (Line: this, Batch: batch), preferLocal: true);
        }
    }

    /// <summary>Those who came meanwhile; none: nobody leads the line any more.</summary>
    private List<WaitingUpdate>? Take()
    {
        lock (_gate)
        {
            var batch = _waiting is { Count: > 0 } some ? some : null;
            if (batch is null) (_led, _lastUse) = (false, Environment.TickCount64);
            else _waiting = null;
            return batch;
        }
    }

    private async Task ServeAsync(List<WaitingUpdate>? batch)
    {
        RedisValue? known = null; // what the key held last saves the next read; the compare-and-set finds out when that is no longer so
        for (; batch is not null; batch = Take())
        {
            var turn = new SharedTurn(batch);
            try
            {
                known = await turn.CommitAsync(_database, _key, known).ConfigureAwait(false);
                turn.Succeed();
            }
            catch (Exception failure)
            {
                known = null;
                turn.Fail(failure);
            }

            if (turn.Left is { Count: > 0 } left)
                lock (_gate) _waiting = [.. left, .. _waiting ?? []];
        }
    }
}

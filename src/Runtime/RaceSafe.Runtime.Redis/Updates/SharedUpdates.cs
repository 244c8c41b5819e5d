using System.Collections.Concurrent;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// Brings the callers of this process together that update one key at the same time: the first goes to the server alone, those who come meanwhile go together, each with its function
/// on the value that the one before it made, by one compare-and-set for all (flat combining: D. Hendler, I. Incze, N. Shavit, M. Tzafrir, SPAA 2010). So a hot key takes one
/// round trip for many updates and not many for one.
/// </summary>
internal sealed class SharedUpdates
{
    private static readonly ConcurrentDictionary<(object Connection, int Database, RedisKey Key), SharedUpdates> Lines = [];

    private readonly object _gate = new();
    private readonly IDatabase _database;
    private readonly (object, int, RedisKey Key) _place;
    private List<WaitingUpdate>? _waiting;
    private bool _led, _closed;

    private SharedUpdates(IDatabase database, (object, int, RedisKey) place) => (_database, _place) = (database, place);

    /// <summary>Updates a key of the plain database of a connection.</summary>
    public static ValueTask<RedisValue> RunAsync(IDatabase database, RedisKey key, Func<RedisValue, RedisValue> update, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        // By connection and number, since GetDatabase() makes a new object each time.
        (object, int, RedisKey) place = (database.Multiplexer, database.Database, key);
        while (true)
        {
            var line = Lines.GetOrAdd(place, static (place, database) => new SharedUpdates(database, place), database);
            WaitingUpdate? one = null;
            lock (line._gate)
            {
                if (line._closed) continue;
                if (line._led) (line._waiting ??= []).Add(one = new(update, ttl));
                line._led = true;
            }

            return one is null ? line.LeadAsync(update, ttl, cancellationToken) : line.WaitAsync(one, cancellationToken);
        }
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
            throw RedisUpdateExtensions.TooLate(_place.Key, 0);
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
            return await RedisUpdateExtensions.AloneAsync(_database, _place.Key, update, ttl, default, null, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // This caller has its answer, or its failure: the others go on without it.
            if (Take() is { } batch) ThreadPool.UnsafeQueueUserWorkItem(static turn => _ = turn.Line.ServeAsync(turn.Batch), (Line: this, Batch: batch), preferLocal: true);
        }
    }

    /// <summary>Those who came meanwhile; none: the line is closed, and who comes next makes another.</summary>
    private List<WaitingUpdate>? Take()
    {
        lock (_gate)
        {
            if (_waiting is { Count: > 0 } batch)
            {
                _waiting = null;
                return batch;
            }

            _closed = true;
        }

        Lines.TryRemove(new(_place, this));
        return null;
    }

    private async Task ServeAsync(List<WaitingUpdate>? batch)
    {
        RedisValue? known = null; // what the key held last saves the next read; the compare-and-set finds out when that is no longer so
        for (; batch is not null; batch = Take())
        {
            var turn = new SharedTurn(batch);
            try
            {
                known = await turn.CommitAsync(_database, _place.Key, known).ConfigureAwait(false);
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

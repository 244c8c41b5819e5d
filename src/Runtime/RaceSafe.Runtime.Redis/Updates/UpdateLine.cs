using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// The callers of this process that update one key at the same time. The first goes to the server alone, those who come meanwhile go together. It is a help and nothing to depend on: who does
/// not get on goes alone, so a function that hangs, or that updates its own key, holds up nobody but its own caller for long.
/// </summary>
internal sealed class UpdateLine(IDatabase database, RedisKey key)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly RetryPolicy AfterPatience = RedisUpdateExtensions.Contended with { TotalBudget = RedisUpdateExtensions.Contended.TotalBudget - Patience };

    // A line stays for a while after its last use: a key that was contended for will be again.
    private const int KeptMilliseconds = 1000;

    private readonly object _gate = new();
    private List<WaitingUpdate>? _waiting;
    private bool _led, _closed;
    private long _lastUse;

    /// <summary>Closes it if it was out of use for a while.</summary>
    public bool TryClose()
    {
        lock (_gate) return _closed |= !_led && Environment.TickCount64 - _lastUse > KeptMilliseconds;
    }

    /// <summary>Stands in line; null: it is closed.</summary>
    public ValueTask<RedisValue>? TryJoin(Func<RedisValue, RedisValue> update, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        WaitingUpdate? one = null;
        lock (_gate)
        {
            if (_closed) return null;
            if (_led) (_waiting ??= []).Add(one = new(update, ttl));
            _led = true;
        }

        return one is null ? LeadAsync(update, ttl, cancellationToken) : WaitAsync(one, update, ttl, cancellationToken);
    }

    private async ValueTask<RedisValue> WaitAsync(WaitingUpdate one, Func<RedisValue, RedisValue> update, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await BoundedReply.Of(one.Task, Patience, cancellationToken).ConfigureAwait(false);
                return await one.Task.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                one.TryLeave(); // else it is under way and may still take place
                throw;
            }
            catch (TimeoutException)
            {
                if (one.Task.IsCompleted) return await one.Task.ConfigureAwait(false);
                if (one.TryLeave()) break;
            }
        }

        lock (_gate) _closed = true; // who comes next does not wait for the same thing
        return await RedisUpdateExtensions.AloneAsync(database, key, update, ttl, default, AfterPatience, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<RedisValue> LeadAsync(Func<RedisValue, RedisValue> update, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        try
        {
            return await RedisUpdateExtensions.AloneAsync(database, key, update, ttl, default, null, cancellationToken).ConfigureAwait(false);
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
            _waiting?.RemoveAll(static one => one.HasLeft);
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
                known = await turn.CommitAsync(database, key, known).ConfigureAwait(false);
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

using Microsoft.Extensions.Logging;

namespace RaceSafe;

/// <summary>
/// Keeps a claim alive while its work runs, and stops the work in time when that fails: the deadline is counted from before the claim was sent and has a timer of its own,
/// so that it fires while a renewal hangs. Two timers and no task: most work ends before the first renewal.
/// </summary>
internal sealed class ClaimRenewal : IAsyncDisposable
{
    private readonly object _gate = new();
    private readonly IIdempotencyStore _store;
    private readonly IdempotencyClaim _claim;
    private readonly TimeSpan _lease;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _work;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer? _deadline, _next;
    private Task _renewing = Task.CompletedTask;
    private bool _stopped, _lost;

    public ClaimRenewal(IIdempotencyStore store, IdempotencyClaim claim, TimeSpan lease, long sent, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        (_store, _claim, _lease, _time, _log) = (store, claim, lease, time, log);
        _work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!store.ClaimsLapse) return;
        lock (_gate) // a timer may fire before the other is there
        {
            _deadline = time.CreateTimer(static self => ((ClaimRenewal)self!).Lose(), this, LeftOf(sent), Timeout.InfiniteTimeSpan);
            _next = time.CreateTimer(static self => ((ClaimRenewal)self!).Renew(), this, lease / 3, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Cancelled by the caller, or because the claim is lost.</summary>
    public CancellationToken Token => _work.Token;

    public bool IsLost
    {
        get
        {
            lock (_gate) return _lost;
        }
    }

    /// <summary>Ends the renewals; none is under way afterwards.</summary>
    public ValueTask StopAsync()
    {
        lock (_gate)
        {
            _stopped = true;
            _deadline?.Dispose();
            _next?.Dispose();
        }

        if (_renewing.IsCompleted) return ValueTask.CompletedTask;
        _ = _stop.CancelAsync();
        return new(_renewing);
    }

    // The sources stay undisposed: the work may have handed its token on to something that outlives it.
    public ValueTask DisposeAsync() => StopAsync();

    private void Renew()
    {
        lock (_gate)
            if (!_stopped) _renewing = RenewAsync();
    }

    private async Task RenewAsync()
    {
        await Task.Yield(); // out of the gate
        try
        {
            var sent = _time.GetTimestamp();
            var kept = await _store.RenewAsync(_claim, _lease, _stop.Token).ConfigureAwait(false);
            if (!kept) Lose();
            else Schedule(_lease / 3, LeftOf(sent));
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Stopped while it was under way.
        }
        catch (Exception failure)
        {
            IdempotencyLog.NotRenewed(_log, _store.Backend, failure);
            Schedule(_lease / 10, deadline: null);
        }
    }

    private void Schedule(TimeSpan next, TimeSpan? deadline)
    {
        lock (_gate)
        {
            if (_stopped) return;
            if (deadline is { } left) _deadline!.Change(left, Timeout.InfiniteTimeSpan);
            _next!.Change(next, Timeout.InfiniteTimeSpan);
        }
    }

    // One percent for clocks of different speed and 2 ms for their ticks, as in Redlock.
    private TimeSpan LeftOf(long sent)
    {
        var left = _lease * 0.99 - TimeSpan.FromMilliseconds(2) - _time.GetElapsedTime(sent);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Lose()
    {
        lock (_gate)
        {
            if (_stopped) return;
            (_stopped, _lost) = (true, true);
            _deadline!.Dispose();
            _next!.Dispose();
        }

        IdempotencyLog.ClaimLost(_log, _store.Backend, _claim.Fence);
        _ = _stop.CancelAsync();
        _ = _work.CancelAsync(); // not on this thread: what the work has registered may take its time
    }
}

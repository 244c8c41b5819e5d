using Microsoft.Extensions.Logging;

namespace RaceSafe;

/// <summary>
/// Keeps a claim alive while its work runs, and stops the work in time when that fails: the deadline is counted from before the claim was sent, by the clock of
/// leases, and comes while a renewal hangs. No timer of its own and no task: most work ends before the first renewal.
/// </summary>
internal sealed class ClaimRenewal : IWatched, IAsyncDisposable
{
    private readonly object _gate = new();
    private readonly IIdempotencyStore _store;
    private readonly IdempotencyClaim _claim;
    private readonly TimeSpan _lease;
    private readonly LeaseClock _clock;
    private readonly LeaseWatch _watch;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _work;
    private Instant _sent, _pauseFrom;
    private TimeSpan _pause;
    private CancellationTokenSource? _stop;
    private Task _renewing = Task.CompletedTask;
    private bool _underWay, _stopped, _lost;

    public ClaimRenewal(
        IIdempotencyStore store, IdempotencyClaim claim, TimeSpan lease, Instant sent, LeaseClock clock, LeaseWatch watch, ILogger log, CancellationToken cancellationToken)
    {
        (_store, _claim, _lease, _clock, _watch, _log) = (store, claim, lease, clock, watch, log);
        (_sent, _pauseFrom, _pause) = (sent, clock.Now, lease / 3);
        _work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (store.ClaimsLapse) watch.Add(this, Sleep());
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

    /// <inheritdoc/>
    public Action? Check(out TimeSpan sleep)
    {
        sleep = Timeout.InfiniteTimeSpan;
        lock (_gate)
        {
            if (_stopped) return null;
            if (_clock.Since(_sent) >= LeaseClock.Validity(_lease)) return Lose;
            var renew = !_underWay && _clock.Since(_pauseFrom) >= _pause;
            _underWay |= renew;
            sleep = Sleep();
            return renew ? Renew : null;
        }
    }

    /// <summary>Ends the renewals; none is under way afterwards.</summary>
    public ValueTask StopAsync()
    {
        lock (_gate) _stopped = true;
        _watch.Remove(this);
        if (_renewing.IsCompleted) return ValueTask.CompletedTask;
        _ = _stop?.CancelAsync();
        return new(_renewing);
    }

    // The sources stay undisposed: the work may have handed its token on to something that outlives it.
    public ValueTask DisposeAsync() => StopAsync();

    private void Renew()
    {
        lock (_gate)
            if (!_stopped) _renewing = RenewAsync((_stop ??= new()).Token);
    }

    private async Task RenewAsync(CancellationToken stop)
    {
        await Task.Yield(); // out of the gate
        try
        {
            var sent = _clock.Now;
            var kept = await _store.RenewAsync(_claim, _lease, stop).ConfigureAwait(false);
            if (!kept) Lose();
            else Continue(sent, _lease / 3);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Stopped while it was under way.
        }
        catch (Exception failure)
        {
            IdempotencyLog.NotRenewed(_log, _store.Backend, failure);
            Continue(_sent, _lease / 10);
        }
    }

    private void Continue(Instant sent, TimeSpan pause)
    {
        lock (_gate)
        {
            if (_stopped) return;
            (_sent, _pauseFrom, _pause, _underWay) = (sent, _clock.Now, pause, false);
            _watch.Wake(Sleep());
        }
    }

    private TimeSpan Sleep()
    {
        var left = LeaseClock.Validity(_lease) - _clock.Since(_sent);
        return !_underWay && _pause - _clock.Since(_pauseFrom) is var pause && pause < left ? pause : left;
    }

    private void Lose()
    {
        lock (_gate)
        {
            if (_stopped) return;
            (_stopped, _lost) = (true, true);
        }

        _watch.Remove(this);
        IdempotencyLog.ClaimLost(_log, _store.Backend, _claim.Fence);
        _ = _stop?.CancelAsync();
        _ = _work.CancelAsync(); // not on this thread: what the work has registered may take its time
    }
}

using Microsoft.Extensions.Logging;

namespace RaceSafe;

/// <summary>
/// Keeps a claim alive while its work runs, and stops the work in time when that fails: the deadline is counted from before the claim was sent and has a timer of its own,
/// so that it fires while a renewal hangs.
/// </summary>
internal sealed class ClaimRenewal : IAsyncDisposable
{
    private readonly IIdempotencyStore _store;
    private readonly IdempotencyClaim _claim;
    private readonly TimeSpan _lease;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _work;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer? _deadline;
    private readonly Task _renewing = Task.CompletedTask;
    private int _lost;

    public ClaimRenewal(IIdempotencyStore store, IdempotencyClaim claim, TimeSpan lease, long sent, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        (_store, _claim, _lease, _time, _log) = (store, claim, lease, time, log);
        _work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!store.ClaimsLapse) return;
        _deadline = time.CreateTimer(static self => ((ClaimRenewal)self!).Lose(), this, LeftOf(sent), Timeout.InfiniteTimeSpan);
        _renewing = RenewAsync();
    }

    /// <summary>Cancelled by the caller, or because the claim is lost.</summary>
    public CancellationToken Token => _work.Token;

    public bool IsLost => Volatile.Read(ref _lost) != 0;

    public async ValueTask StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        if (_deadline is not null) await _deadline.DisposeAsync().ConfigureAwait(false);
    }

    // The sources stay undisposed: the work may have handed its token on to something that outlives it.
    public ValueTask DisposeAsync() => StopAsync();

    private async Task RenewAsync()
    {
        var pause = _lease / 3;
        while (true)
        {
            try
            {
                await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(false);
                var sent = _time.GetTimestamp();
                if (!await _store.RenewAsync(_claim, _lease, _stop.Token).ConfigureAwait(false))
                {
                    Lose();
                    return;
                }

                _deadline!.Change(LeftOf(sent), Timeout.InfiniteTimeSpan);
                pause = _lease / 3;
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                IdempotencyLog.NotRenewed(_log, _store.Backend, failure);
                pause = _lease / 10;
            }
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
        if (Interlocked.Exchange(ref _lost, 1) != 0) return;
        IdempotencyLog.ClaimLost(_log, _store.Backend, _claim.Fence);
        _ = _stop.CancelAsync();
        _ = _work.CancelAsync(); // not on this thread: what the work has registered may take its time
    }
}

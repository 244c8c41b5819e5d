namespace RaceSafe;

/// <summary>
/// One lock that is held: renews it, and ends it here before it can end in the store. The <see cref="LeaseWatch"/> says when to do either, so that a renewal that hangs does not hold up the
/// end.
/// </summary>
internal sealed class Lease : IWatched
{
    private readonly object _gate = new();
    private readonly LockRequest _request;
    private readonly LockCalls _calls;
    private readonly LeaseClock _clock;
    private readonly LockEvents _events;
    private readonly Instant _begin;
    private readonly LeaseWatch _watch;
    private Instant _sent;
    private TimeSpan _validity;
    private Instant _renewFrom;
    private TimeSpan _renewAfter;
    private bool _renewing;
    private int _failures;
    private LockLoss? _end;
    private CancellationTokenSource? _lost;

    /// <param name="request">Granted.</param>
    /// <param name="sent">When the granted request was sent.</param>
    /// <param name="now">This moment.</param>
    /// <param name="calls">The back end.</param>
    /// <param name="clock">Measures.</param>
    /// <param name="events">Is told.</param>
    /// <param name="watch">Calls <see cref="Check"/>.</param>
    public Lease(LockRequest request, Instant sent, Instant now, LockCalls calls, LeaseClock clock, LockEvents events, LeaseWatch watch)
    {
        (_request, _calls, _clock, _events, _watch, _begin) = (request, calls, clock, events, watch, sent);
        Begin(sent, request.LeaseAfter(TimeSpan.Zero));
        watch.Add(this, Sleep(now), now.Timestamp);
    }

    /// <summary>Cancelled when the lease ends other than by release.</summary>
    public CancellationToken Lost
    {
        get
        {
            lock (_gate)
            {
                if (_lost is null)
                {
                    _lost = new CancellationTokenSource();
                    if (_end is not null and not LockLoss.Released) _lost.Cancel(); // nobody has registered yet
                }

                return _lost.Token;
            }
        }
    }

    /// <summary>Why the lease is over; null while it is not. Reads the clock, so it is right even when no timer gets to run.</summary>
    public LockLoss? Look()
    {
        lock (_gate)
            if (_end is not null || !IsOver()) return _end;
        End(Overdue());
        return _end;
    }

    /// <summary>Ends the lease, once.</summary>
    /// <returns>False when it was over before.</returns>
    public bool End(LockLoss loss)
    {
        CancellationTokenSource? lost;
        lock (_gate)
        {
            if (_end is not null) return false;
            _end = loss;
            lost = _lost;
        }

        _watch.Remove(this);
        _events.Ended(_request.Name, loss, _clock.Since(_begin));
        if (loss == LockLoss.Released) return true;
        try
        {
            lost?.Cancel();
        }
        catch (AggregateException failure)
        {
            _events.CallbackFailed(_request.Name, failure);
        }

        return true;
    }

    private bool IsOver() => _clock.Since(_sent) >= _validity;

    private LockLoss Overdue() => _request.Options.MaxHold is { } most && _clock.Since(_begin) >= LeaseClock.Validity(most) ? LockLoss.HeldTooLong : LockLoss.Expired;

    private void Begin(Instant sent, TimeSpan lease)
    {
        (_sent, _validity, _failures) = (sent, LeaseClock.Validity(lease), 0);
        // A lease that MaxHold has cut short is the last one.
        (_renewFrom, _renewAfter) = (sent, lease < _request.Options.Lease ? TimeSpan.MaxValue : _request.Options.RenewalInterval);
    }

    /// <inheritdoc/>
    public Action? Check(out TimeSpan sleep)
    {
        sleep = Timeout.InfiniteTimeSpan;
        lock (_gate)
        {
            if (_end is not null) return null;
            if (IsOver()) return () => End(Overdue());
            var renew = !_renewing && _clock.Since(_renewFrom) >= _renewAfter;
            _renewing |= renew;
            sleep = Sleep(_clock.Now);
            return renew ? () => _ = RenewAsync() : null;
        }
    }

    private TimeSpan Sleep(Instant now)
    {
        var sleep = _validity - _clock.Between(_sent, now);
        return !_renewing && _renewAfter - _clock.Between(_renewFrom, now) is var pause && pause < sleep ? pause : sleep;
    }

    private async Task RenewAsync()
    {
        var sent = _clock.Now;
        var lease = _request.LeaseAfter(_clock.Since(_begin));
        try
        {
            var held = await _calls.ExtendAsync(_request, lease).ConfigureAwait(false);
            _events.Renewed(held);
            if (held) Continue(() => Begin(sent, lease));
            else End(LockLoss.Taken);
        }
        catch (Exception failure)
        {
            // Tried again, ever more slowly, until the end comes by the clock.
            _events.NotRenewed(_request.Name, failure);
            Continue(() => (_renewFrom, _renewAfter) = (_clock.Now, Backoff.Delay(_failures++, _request.Options.RenewalInterval / 4)));
        }
    }

    private void Continue(Action change)
    {
        lock (_gate)
        {
            if (_end is not null) return;
            change();
            _renewing = false;
            _watch.Wake(Sleep(_clock.Now));
        }
    }
}

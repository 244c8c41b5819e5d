namespace RaceSafe;

/// <summary>What a <see cref="LeaseWatch"/> looks after.</summary>
internal interface IWatched
{
    /// <summary>Says what is due, if anything, and after what time to ask again, if at all.</summary>
    Action? Check(out TimeSpan sleep);
}

/// <summary>
/// Looks after all leases of a provider with one timer, which is set only when a lease needs it earlier: most locks are given back long before, and a timer for each would cost more than
/// the rest of a lock that nobody contends for.
/// </summary>
internal sealed class LeaseWatch(TimeProvider time)
{
    // The machine may be suspended, when timers stand still: looked at again so often, to notice soon after it wakes.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1), ShortestSleep = TimeSpan.FromMilliseconds(1);

    // A look at so many leases takes some 30 µs. With more of them the pauses are longer, so that it is never more than a few hundredths of one processor.
    private const int LookedAtEachMillisecond = 200;

    private readonly object _gate = new();
    private readonly HashSet<IWatched> _leases = [];
    private ITimer? _timer;
    private long _wakes = long.MaxValue;

    /// <summary>Begins to look after a lease.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="sleep">When it wants to be looked at.</param>
    /// <param name="now">By the monotonic clock, where that has just been read.</param>
    public void Add(IWatched lease, TimeSpan sleep, long? now = null)
    {
        lock (_gate)
        {
            _leases.Add(lease);
            Arm(sleep, now ?? time.GetTimestamp());
        }
    }

    /// <summary>A lease wants to be looked at, perhaps earlier than it said before.</summary>
    public void Wake(TimeSpan sleep)
    {
        lock (_gate) Arm(sleep, time.GetTimestamp());
    }

    /// <summary>The lease is over.</summary>
    public void Remove(IWatched lease)
    {
        lock (_gate) _leases.Remove(lease);
    }

    private void Arm(TimeSpan sleep, long now)
    {
        var shortest = ShortestSleep * (1 + _leases.Count / LookedAtEachMillisecond);
        if (sleep > LongestSleep) sleep = LongestSleep;
        if (sleep < shortest) sleep = shortest;
        var wakes = now + (long)(sleep.TotalSeconds * time.TimestampFrequency);
        if (wakes >= _wakes) return;
        _wakes = wakes;
        _timer ??= CreateTimer();
        _timer.Change(sleep, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        IWatched[] all;
        lock (_gate)
        {
            _wakes = long.MaxValue;
            all = [.. _leases];
        }

        Action? last = null;
        TimeSpan? next = null;
        foreach (var lease in all)
        {
            if (lease.Check(out var sleep) is { } due)
            {
                // What one of them sets off, such as a callback that takes its time, must not hold up the others.
                if (last is not null) ThreadPool.UnsafeQueueUserWorkItem(static duty => duty(), last, preferLocal: false);
                last = due;
            }

            if (sleep != Timeout.InfiniteTimeSpan && !(sleep >= next)) next = sleep;
        }

        if (next is { } earliest) Wake(earliest);
        last?.Invoke();
    }

    // Must not carry a caller's ambient transaction or activity into the renewals.
    private ITimer CreateTimer()
    {
        if (ExecutionContext.IsFlowSuppressed()) return Create();
        using (ExecutionContext.SuppressFlow()) return Create();

        ITimer Create() => time.CreateTimer(static watch => ((LeaseWatch)watch!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}

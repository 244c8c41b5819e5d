namespace RaceSafe.Testing;

/// <summary>
/// Increments of one counter as their callers saw them. Thread-safe. The promise: the counter ends between what was acknowledged and that plus what is unknown; with operation ids nothing is
/// unknown for long, and it ends exactly there.
/// </summary>
public sealed class CounterHistory
{
    private readonly object _gate = new();
    private long _acknowledged, _mostUnknown, _leastUnknown;

    /// <summary>Sum of the increments that were acknowledged.</summary>
    public long Acknowledged
    {
        get
        {
            lock (_gate) return _acknowledged;
        }
    }

    /// <summary>The caller was told that the increment took place.</summary>
    public void Acknowledge(long by = 1)
    {
        lock (_gate) _acknowledged = checked(_acknowledged + by);
    }

    /// <summary>The caller was told nothing, or that it cannot be known.</summary>
    public void Unknown(long by = 1)
    {
        lock (_gate)
        {
            if (by > 0) _mostUnknown = checked(_mostUnknown + by);
            else _leastUnknown = checked(_leastUnknown + by);
        }
    }

    /// <summary>Runs an increment and records how it ended.</summary>
    /// <param name="increment">The increment.</param>
    /// <param name="by">By how much it counts.</param>
    /// <param name="isUnknown">True for exceptions after which it may have taken place, such as OutcomeUnknownException and TimeoutException; others are thrown on.</param>
    /// <returns>False when the outcome is unknown.</returns>
    public async Task<bool> RecordAsync(Func<Task> increment, Func<Exception, bool> isUnknown, long by = 1)
    {
        ArgumentNullException.ThrowIfNull(increment);
        ArgumentNullException.ThrowIfNull(isUnknown);
        try
        {
            await increment().ConfigureAwait(false);
        }
        catch (Exception failure) when (isUnknown(failure))
        {
            Unknown(by);
            return false;
        }

        Acknowledge(by);
        return true;
    }

    /// <summary>Checks the counter as it stands when all callers have ended.</summary>
    /// <param name="start">What it was before the first increment.</param>
    /// <param name="end">What it is now.</param>
    /// <exception cref="HistoryViolationException">Increments were lost, or applied twice.</exception>
    public void Check(long start, long end)
    {
        lock (_gate)
        {
            var (least, most) = (start + _acknowledged + _leastUnknown, start + _acknowledged + _mostUnknown);
            if (end < least) throw new HistoryViolationException($"The counter is {end} and must be at least {least}: {least - end} acknowledged increments are lost.");
            if (end > most) throw new HistoryViolationException($"The counter is {end} and can be {most} at most: {end - most} increments were applied twice.");
        }
    }
}

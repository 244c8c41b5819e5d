namespace RaceSafe;

/// <summary>A moment by both clocks of the process.</summary>
internal readonly record struct Instant(long Timestamp, long UtcTicks);

/// <summary>
/// Measures leases so that none is ever thought to last longer than the store thinks. The monotonic clock does not run while the machine is suspended and the wall clock can be set
/// back, so of the two the one that advanced more counts.
/// </summary>
internal sealed class LeaseClock(TimeProvider time)
{
    public TimeProvider Time => time;

    public Instant Now => new(time.GetTimestamp(), time.GetUtcNow().UtcTicks);

    /// <summary>Time that has surely passed for the store by now, or more.</summary>
    public TimeSpan Since(Instant start) => Between(start, Now);

    /// <summary>As <see cref="Since"/>, by a moment that is at hand: the clocks are read less often then.</summary>
    public TimeSpan Between(Instant start, Instant now)
    {
        var (monotonic, wall) = (time.GetElapsedTime(start.Timestamp, now.Timestamp), TimeSpan.FromTicks(now.UtcTicks - start.UtcTicks));
        return monotonic > wall ? monotonic : wall;
    }

    /// <summary>How long a lease counts here, from before it was asked for: less than there, because clocks drift (1 %, and 2 ms of resolution).</summary>
    public static TimeSpan Validity(TimeSpan lease) => lease - lease / 100 - TimeSpan.FromMilliseconds(2);
}

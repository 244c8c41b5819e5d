namespace RaceSafe;

/// <summary>How long a lock is leased, waited for and held.</summary>
public sealed record LockOptions
{
    /// <summary>30 s lease, renewed every 10 s, held as long as the handle lives.</summary>
    public static LockOptions Default { get; } = new();

    /// <summary>
    /// Time after which the lock of a holder that died is free. Longer than any pause of the process that shall be survived. 100 ms to one day.
    /// Default 30 s.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between renewals. Positive and at most half of <see cref="Lease"/>. Default null: a third of it.</summary>
    public TimeSpan? RenewEvery { get; init; }

    /// <summary>
    /// Longest wait. Zero asks once; <see cref="Timeout.InfiniteTimeSpan"/> waits without end. At most one day otherwise. Default null: zero for
    /// <see cref="ILockProvider.TryAcquireAsync"/>, without end for <see cref="ILockProvider.AcquireAsync"/>.
    /// </summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>
    /// Longest time to hold the lock, so that a body that hangs does not hold it for ever: no renewal reaches beyond it, and
    /// <see cref="LockHandle.Lost"/> fires before it is over. 100 ms or more. Default null: no bound.
    /// </summary>
    public TimeSpan? MaxHold { get; init; }

    internal TimeSpan RenewalInterval => RenewEvery ?? Lease / 3;

    internal void Check(string name)
    {
        if (FindError() is { } error) throw new ArgumentException(error, name);
    }

    private string? FindError() =>
        Lease < TimeSpan.FromMilliseconds(100) || Lease > TimeSpan.FromDays(1) ? $"{nameof(Lease)} must be between 100 ms and one day, not {Lease}."
        : RenewEvery is { } every && (every <= TimeSpan.Zero || every > Lease / 2) ? $"{nameof(RenewEvery)} must be positive and at most half of {nameof(Lease)} ({Lease}), not {every}."
        : Wait is { } wait && wait != Timeout.InfiniteTimeSpan && (wait < TimeSpan.Zero || wait > TimeSpan.FromDays(1)) ? $"{nameof(Wait)} must be infinite or between zero and one day, not {wait}."
        : MaxHold < TimeSpan.FromMilliseconds(100) ? $"{nameof(MaxHold)} must be 100 ms or more, not {MaxHold}."
        : null;
}

namespace RaceSafe;

/// <summary>
/// How long and how often a failed or contended attempt is repeated: exponential back-off with full jitter, bounded by a deadline.
/// </summary>
/// <remarks>
/// The pause before retry n (from 0) is uniform in [0, min(<see cref="MaxDelay"/>, <see cref="BaseDelay"/> × 2ⁿ)], the "full jitter" of
/// M. Brooker, "Exponential Backoff And Jitter" (AWS, 2015). There is no count of attempts: the deadline decides.
/// </remarks>
public sealed record RetryPolicy
{
    /// <summary>5 ms base, 1 s cap, 10 s in total.</summary>
    public static RetryPolicy Default { get; } = new();

    /// <summary>One attempt only.</summary>
    public static RetryPolicy None { get; } = new() { TotalBudget = TimeSpan.Zero };

    /// <summary>Upper bound of the first pause. Positive. Default 5 ms.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Upper bound of every pause. At least <see cref="BaseDelay"/>. Default 1 s.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time from the first attempt after which none is begun. Zero means one attempt. At most one day. Default 10 s.</summary>
    public TimeSpan TotalBudget { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Clock of the budget and the pauses. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Runs every operation of a store, retries included: the place for a circuit breaker. Default null: none, and no cost.</summary>
    public IOperationHook? Hook { get; init; }

    /// <summary>Upper bound of the pause before retry <paramref name="retry"/>, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="retry"/> is negative.</exception>
    public TimeSpan DelayCeiling(int retry)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(retry);
        var ticks = BaseDelay.Ticks * Math.Pow(2, retry);
        return ticks < MaxDelay.Ticks ? TimeSpan.FromTicks((long)ticks) : MaxDelay;
    }

    /// <summary>Starts the clock of one operation.</summary>
    public RetryBudget Start() => new(this, TimeProvider.GetTimestamp());

    /// <summary>The first property that is out of range, with the reason; null when all are fine.</summary>
    internal string? FindError() =>
        BaseDelay <= TimeSpan.Zero ? $"{nameof(BaseDelay)} must be positive, not {BaseDelay}"
        : MaxDelay < BaseDelay ? $"{nameof(MaxDelay)} must be at least {nameof(BaseDelay)} ({BaseDelay}), not {MaxDelay}"
        : TotalBudget < TimeSpan.Zero || TotalBudget > TimeSpan.FromDays(1) ? $"{nameof(TotalBudget)} must be between zero and one day, not {TotalBudget}"
        : TimeProvider is null ? $"{nameof(TimeProvider)} must not be null"
        : null;
}

/// <summary>The time that one operation has left for retries. Mutable: keep it in a local variable.</summary>
public struct RetryBudget
{
    private readonly RetryPolicy _policy;
    private readonly long _start;
    private int _retries;

    /// <param name="policy">Pauses and deadline.</param>
    /// <param name="start">When the first attempt began, by the policy's clock.</param>
    internal RetryBudget(RetryPolicy policy, long start) => (_policy, _start) = (policy, start);

    /// <summary>Retries allowed so far.</summary>
    public readonly int Retries => _retries;

    /// <summary>Asks for one more attempt.</summary>
    /// <param name="delay">The pause to keep before it.</param>
    /// <returns>False when the attempt would begin after the deadline.</returns>
    public bool TryNext(out TimeSpan delay)
    {
        delay = _policy.DelayCeiling(_retries) * Random.Shared.NextDouble();
        if (_policy.TimeProvider.GetElapsedTime(_start) + delay >= _policy.TotalBudget) return false;
        _retries++;
        return true;
    }
}

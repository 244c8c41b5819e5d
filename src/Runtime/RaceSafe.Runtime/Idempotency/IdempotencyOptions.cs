using Microsoft.Extensions.Options;

namespace RaceSafe;

/// <summary>What to do about a request that another call is working on.</summary>
public enum DuplicateHandling
{
    /// <summary>Wait for its result, up to <see cref="IdempotencyOptions.WaitTimeout"/>.</summary>
    Wait,

    /// <summary>Throw <see cref="IdempotencyInFlightException"/> at once.</summary>
    Reject,
}

/// <summary>What to do when the store cannot be reached.</summary>
public enum StoreUnavailablePolicy
{
    /// <summary>Throw <see cref="IdempotencyUnavailableException"/>; nothing runs twice.</summary>
    Fail,

    /// <summary>
    /// Do the work without a claim, and return a result that could not be stored. Counted and logged as a warning. For work that is better done twice than not at
    /// all. Work that is known to be under way elsewhere is never done this way.
    /// </summary>
    RunUnprotected,
}

/// <summary>How <see cref="IIdempotency"/> works.</summary>
public sealed class IdempotencyOptions
{
    /// <summary>How long a result is remembered: a duplicate that comes later is done again. 1 ms to 36,500 days. Default 24 hours.</summary>
    public TimeSpan ResultTtl { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long a claim holds without a sign of life of its owner. It is renewed every third of it, so the work may take longer. 50 ms to one day. Default 30 s.
    /// </summary>
    public TimeSpan ClaimLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What to do about a request that another call is working on. Default <see cref="DuplicateHandling.Wait"/>.</summary>
    public DuplicateHandling OnDuplicate { get; set; } = DuplicateHandling.Wait;

    /// <summary>How long to wait for another call's result. Zero to one day. Default 30 s.</summary>
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What to do when the store cannot be reached. Default <see cref="StoreUnavailablePolicy.Fail"/>.</summary>
    public StoreUnavailablePolicy WhenStoreUnavailable { get; set; } = StoreUnavailablePolicy.Fail;

    /// <summary>
    /// True for failures to remember like a result: a duplicate then gets <see cref="RememberedFailureException"/> instead of another try. Cancellation is never
    /// remembered. Default null: none.
    /// </summary>
    public Func<Exception, bool>? RememberFailure { get; set; }

    /// <summary>Checks every property.</summary>
    /// <exception cref="OptionsValidationException">A property is out of range; the message names it.</exception>
    public void Validate()
    {
        var errors = FindErrors().ToList();
        if (errors.Count > 0) throw new OptionsValidationException(Options.DefaultName, typeof(IdempotencyOptions), errors);
    }

    internal IEnumerable<string> FindErrors()
    {
        if (ResultTtl < AtomicArguments.MinTtl || ResultTtl > AtomicArguments.MaxTtl)
            yield return $"{nameof(ResultTtl)} must be between 1 ms and 36,500 days, not {ResultTtl}.";
        if (ClaimLease < TimeSpan.FromMilliseconds(50) || ClaimLease > TimeSpan.FromDays(1))
            yield return $"{nameof(ClaimLease)} must be between 50 ms and one day, not {ClaimLease}.";
        if (WaitTimeout < TimeSpan.Zero || WaitTimeout > TimeSpan.FromDays(1))
            yield return $"{nameof(WaitTimeout)} must be between zero and one day, not {WaitTimeout}.";
        if (!Enum.IsDefined(OnDuplicate)) yield return $"{nameof(OnDuplicate)} has no value {OnDuplicate}.";
        if (!Enum.IsDefined(WhenStoreUnavailable)) yield return $"{nameof(WhenStoreUnavailable)} has no value {WhenStoreUnavailable}.";
    }
}

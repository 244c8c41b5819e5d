namespace RaceSafe;

/// <summary>The key was used for another request before. Nothing was done.</summary>
/// <param name="key">Text of the key.</param>
public sealed class IdempotencyMismatchException(string key)
    : Exception($"The idempotency key '{key}' belongs to another request; a new request needs a new key. Nothing was done.")
{
    /// <summary>Text of the key.</summary>
    public string Key { get; } = key;
}

/// <summary>Another call is working on the request. Nothing was done by this one.</summary>
/// <param name="key">Text of the key.</param>
/// <param name="retryAfter">When the claim of the other call ends, unless it renews it or finishes before.</param>
public sealed class IdempotencyInFlightException(string key, TimeSpan retryAfter)
    : Exception($"The request with the idempotency key '{key}' is being worked on by another call. Nothing was done by this one.")
{
    /// <summary>Text of the key.</summary>
    public string Key { get; } = key;

    /// <summary>When the claim of the other call ends, unless it renews it or finishes before.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>
/// The claim lapsed while the work ran, because the process stood still or the store could not be reached. The work of this call is done, or stopped half-way;
/// its result is not stored, and another call may do or have done the work too. Calling again with the same key is safe.
/// </summary>
/// <param name="key">Text of the key.</param>
/// <param name="innerException">How the work ended; null when it returned.</param>
public sealed class IdempotencyClaimLostException(string key, Exception? innerException)
    : Exception($"The claim on the idempotency key '{key}' lapsed while the work ran; its result is not stored, and another call may do the work too.", innerException)
{
    /// <summary>Text of the key.</summary>
    public string Key { get; } = key;
}

/// <summary>The store of the idempotency keys cannot be reached.</summary>
/// <param name="backend">The store's name.</param>
/// <param name="workDone">The work was done, and its result could not be stored: when the claim has lapsed, a duplicate does it again.</param>
/// <param name="innerException">The failure of the last attempt.</param>
public sealed class IdempotencyUnavailableException(string backend, bool workDone, Exception? innerException)
    : Exception(workDone
        ? $"The work was done, but {backend} did not store its result: when the claim has lapsed, a duplicate does it again."
        : $"{backend} cannot say whether the request was done before. Nothing was done by this call.", innerException)
{
    /// <summary>The store's name.</summary>
    public string Backend { get; } = backend;

    /// <summary>True when the work was done and its result could not be stored.</summary>
    public bool WorkDone { get; } = workDone;
}

/// <summary>An earlier call with the same key failed, and its failure was remembered.</summary>
/// <param name="failureType">Full name of the exception's type.</param>
/// <param name="message">Its message.</param>
public sealed class RememberedFailureException(string failureType, string message) : Exception(message)
{
    /// <summary>Full name of the type of the exception that the earlier call threw.</summary>
    public string FailureType { get; } = failureType;
}

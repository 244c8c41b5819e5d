namespace RaceSafe;

/// <summary>
/// What <see cref="Idempotency"/> needs of a back end: five operations, each one atomic step, by the clock of the back end. For authors of back ends.
/// </summary>
/// <remarks>
/// Every operation may be repeated after a lost reply: claims are recognized by their owner. A store does so by itself, up to its own deadline, before it
/// throws. A record outlives its lease by the length of one lease, at least, so that who takes it over gets a higher fence and is told so.
/// </remarks>
public interface IIdempotencyStore
{
    /// <summary>Short name of the back end, such as <c>memory</c> or <c>redis</c>.</summary>
    string Backend { get; }

    /// <summary>
    /// True when a claim is a lease that ends unless it is renewed; false when it lasts as long as the caller's transaction.
    /// </summary>
    bool ClaimsLapse { get; }

    /// <summary>
    /// Claims the key if nobody has it, if its claim has lapsed and was for the same request, or if it is the caller's already; else tells who has it.
    /// </summary>
    /// <param name="claim">Key and owner.</param>
    /// <param name="request">What the request asks for.</param>
    /// <param name="lease">How long the claim holds.</param>
    /// <param name="cancellationToken">Ends the wait; the claim may be made all the same.</param>
    ValueTask<IdempotencyRecord> TryClaimAsync(IdempotencyClaim claim, RequestFingerprint request, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Reads a key without claiming it.</summary>
    ValueTask<IdempotencyRecord> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Lets the claim begin anew; false when it is not the owner's any more. Never makes a claim.</summary>
    ValueTask<bool> RenewAsync(IdempotencyClaim claim, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Stores the result; false when the claim is not the owner's any more. A lapsed claim that nobody took over is still the owner's.</summary>
    ValueTask<bool> CompleteAsync(IdempotencyClaim claim, byte[] result, TimeSpan ttl, CancellationToken cancellationToken);

    /// <summary>Gives the claim up if it is the owner's and not completed.</summary>
    ValueTask AbandonAsync(IdempotencyClaim claim, CancellationToken cancellationToken);

    /// <summary>True for a failure that says the store cannot be reached, and false for one that would come again, such as a missing table.</summary>
    bool IsUnavailable(Exception failure);
}

/// <summary>What a key is at.</summary>
public enum IdempotencyState
{
    /// <summary>Nobody has it.</summary>
    Free,

    /// <summary>Another owner has claimed it; the claim has lapsed when <see cref="IdempotencyRecord.LeaseLeft"/> is zero.</summary>
    InFlight,

    /// <summary>The caller has claimed it.</summary>
    Mine,

    /// <summary>There is a result.</summary>
    Done,
}

/// <summary>A key as the store has it.</summary>
/// <param name="State">What it is at.</param>
/// <param name="Fence">Fence of the claim.</param>
/// <param name="Request">Value of the <see cref="RequestFingerprint"/> it was claimed for; empty when free.</param>
/// <param name="LeaseLeft">Time until the claim lapses.</param>
/// <param name="TookOver">The caller's claim follows one that lapsed.</param>
/// <param name="Result">The result when done.</param>
public readonly record struct IdempotencyRecord(
    IdempotencyState State, long Fence = 0, string Request = "", TimeSpan LeaseLeft = default, bool TookOver = false, byte[]? Result = null);

namespace RaceSafe;

/// <summary>
/// Runs a piece of work once per key: a retry or a duplicate, in whatever process, gets the first result instead of doing it again.
/// </summary>
/// <remarks>
/// <para>
/// States of a key: absent, claimed (with an owner and a fence), done (with the result). The claim is a lease that is renewed while the work runs; when
/// its owner dies it lapses, the next caller takes it over with a higher fence, and the former owner, should it come back, cannot store its result.
/// </para>
/// <para>
/// The work and the storing of its result are two steps. A process that dies between them leaves work that is done and a claim that lapses: the next
/// caller does it again. So it is at least once with a window, unless the work is done in the database that holds the claim, within one transaction
/// (<c>transaction.AsIdempotency()</c> of RaceSafe.Runtime.Sql): that is exactly once.
/// </para>
/// <para>A failure of the work is not remembered, unless <see cref="IdempotencyOptions.RememberFailure"/> says so: the claim is given up and the exception thrown.</para>
/// </remarks>
public interface IIdempotency
{
    /// <summary>Short name of the back end, such as <c>memory</c> or <c>redis</c>; used in errors and metrics.</summary>
    string Backend { get; }

    /// <summary>Runs <paramref name="body"/>, or returns what it returned before. For results other than bytes see <see cref="IdempotencyExtensions"/>.</summary>
    /// <param name="key">Names the request.</param>
    /// <param name="request">What the request asks for.</param>
    /// <param name="body">
    /// The work. Its token is cancelled with <paramref name="cancellationToken"/> and when the claim is lost; pass it on. The claim's fence can be checked by what it
    /// writes to.
    /// </param>
    /// <param name="options">Null: those of the registration.</param>
    /// <param name="cancellationToken">Ends a wait, and asks the work to stop. A claim that this call made or may have made is given up.</param>
    /// <exception cref="IdempotencyMismatchException">The key belongs to another request.</exception>
    /// <exception cref="IdempotencyInFlightException">The request is being worked on, and <see cref="IdempotencyOptions.OnDuplicate"/> says not to wait, or the wait took too long.</exception>
    /// <exception cref="IdempotencyClaimLostException">The claim lapsed while the work ran. Another caller may have done it too; the result of this one is not stored.</exception>
    /// <exception cref="IdempotencyUnavailableException">The store cannot be reached.</exception>
    /// <exception cref="RememberedFailureException">An earlier call failed and its failure was remembered.</exception>
    ValueTask<IdempotentResult<byte[]>> ExecuteAsync(
        IdempotencyKey key, RequestFingerprint request, Func<IdempotencyClaim, CancellationToken, Task<byte[]>> body,
        IdempotencyOptions? options = null, CancellationToken cancellationToken = default);
}

/// <summary>The right to work on a key.</summary>
/// <param name="Key">Text of the key.</param>
/// <param name="Owner">Names this call; no other call has it.</param>
/// <param name="Fence">Higher than that of every claim of this key before. 0 when the work runs without protection.</param>
public sealed record IdempotencyClaim(string Key, string Owner, long Fence);

/// <summary>A result and where it came from.</summary>
/// <param name="Value">The result.</param>
/// <param name="Outcome">Where it came from.</param>
/// <typeparam name="T">Type of the result.</typeparam>
public readonly record struct IdempotentResult<T>(T Value, IdempotencyOutcome Outcome)
{
    /// <summary>True when an earlier or concurrent call did the work and this one did not.</summary>
    public bool IsReplayed => Outcome is IdempotencyOutcome.Replayed or IdempotencyOutcome.Waited;
}

/// <summary>Where the result of an idempotent call came from.</summary>
public enum IdempotencyOutcome
{
    /// <summary>This call did the work.</summary>
    Executed,

    /// <summary>This call did the work after another one had claimed it and not finished in time; that one may have done some or all of it.</summary>
    TakenOver,

    /// <summary>An earlier call did the work.</summary>
    Replayed,

    /// <summary>A concurrent call did the work while this one waited.</summary>
    Waited,

    /// <summary>This call did the work while the store could not be reached, as <see cref="StoreUnavailablePolicy.RunUnprotected"/> allows: a duplicate may do it too.</summary>
    Unprotected,
}

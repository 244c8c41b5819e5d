using System.ComponentModel;

namespace RaceSafe;

/// <summary>
/// For authors of back ends: what <see cref="LeaseLockProvider"/> needs of a store. Each method is one atomic step of the store, by the store's own
/// clock, safe to repeat with the same token, and fails with a <see cref="TimeoutException"/> when there is no answer within the time given.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface ILockBackend
{
    /// <summary>Name for messages and metrics.</summary>
    string Name { get; }

    /// <summary>
    /// Takes the lock when it is free or its lease is over, with a fence higher than every one before; when the token holds it already, answers with the fence
    /// that it has and begins the lease anew.
    /// </summary>
    ValueTask<LockReply> AcquireAsync(string name, string token, TimeSpan lease, TimeSpan timeout);

    /// <summary>Begins the lease anew if the token still holds the lock. Never takes a lock that lapsed, free or not.</summary>
    /// <returns>False when the token does not hold the lock.</returns>
    ValueTask<bool> ExtendAsync(string name, string token, TimeSpan lease, TimeSpan timeout);

    /// <summary>Frees the lock if the token holds it, and wakes those who listen.</summary>
    ValueTask ReleaseAsync(string name, string token, TimeSpan timeout);

    /// <summary>Calls <paramref name="released"/> when the lock is freed by whomever, once an acquire of the same back end was answered that another holds it. A hint: calls may be lost or come too often.</summary>
    /// <returns>Ends the calls; null when the store has no such thing, and the lock is polled for.</returns>
    ValueTask<IAsyncDisposable?> ListenAsync(string name, Action released, CancellationToken cancellationToken);

    /// <summary>
    /// Says what a failure left behind. <see cref="FailureClass.Deterministic"/> and a missing connection are thrown at once unless an earlier request
    /// is in doubt, so a missing connection, over which nothing was sent, is <see cref="FailureClass.Deterministic"/> here.
    /// </summary>
    FailureClass Classify(Exception failure);
}

/// <summary>What a store answers to a request for a lock.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public readonly record struct LockReply
{
    /// <summary>The fence, positive; 0 when another holds the lock.</summary>
    public long Fence { get; private init; }

    /// <summary>When another holds the lock: the rest of its lease, if the store knows it.</summary>
    public TimeSpan? FreeIn { get; private init; }

    /// <summary>True when the lock is held by the token that asked.</summary>
    public bool IsGranted => Fence > 0;

    /// <summary>The lock is held by the token that asked.</summary>
    /// <param name="fence">Positive.</param>
    public static LockReply Granted(long fence) => new() { Fence = fence };

    /// <summary>Another holds the lock.</summary>
    /// <param name="freeIn">The rest of its lease.</param>
    public static LockReply Busy(TimeSpan? freeIn) => new() { FreeIn = freeIn };
}

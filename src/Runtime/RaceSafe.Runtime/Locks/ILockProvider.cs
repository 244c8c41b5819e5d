namespace RaceSafe;

/// <summary>
/// Mutual exclusion by name for all callers in all processes that the back end reaches: a lease that is renewed while it is held, numbered by a
/// fencing token.
/// </summary>
/// <remarks>
/// A lease alone cannot stop a holder that is frozen past its end (a garbage collection, a stopped process) from going on when it wakes.
/// What must not be overwritten by such a holder has to check the <see cref="LockHandle.Fence"/> where it is kept, as <c>UpdateFencedAsync</c> of the SQL and EF
/// Core packages do (M. Kleppmann, "How to do distributed locking", 2016). The lock is not reentrant.
/// </remarks>
public interface ILockProvider
{
    /// <summary>Name of the back end, for messages and metrics: <c>redis</c>, <c>postgresql</c>, <c>sqlite</c>, <c>memory</c>.</summary>
    string Backend { get; }

    /// <summary>Asks for the lock and waits as long as <see cref="LockOptions.Wait"/> says, by default not at all.</summary>
    /// <param name="name">The lock, 1 to 512 characters.</param>
    /// <param name="options">Default: <see cref="LockOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the wait at once. A request under way is followed up in the background and what it got is given back.</param>
    /// <returns>The lock, to be disposed; null when another holds it.</returns>
    /// <exception cref="ArgumentException">The name or an option is out of range; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held.</exception>
    /// <remarks>
    /// The back end's own exception comes out at once when there is no connection to it, and after the provider's retries when requests or replies get
    /// lost. A request that may have been carried out is taken back in the background; at worst the lock is free again after one lease.
    /// </remarks>
    ValueTask<LockHandle?> TryAcquireAsync(string name, LockOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Waits for the lock as long as <see cref="LockOptions.Wait"/> says, by default without end.</summary>
    /// <exception cref="TimeoutException">Others held the lock for the whole time.</exception>
    /// <inheritdoc cref="TryAcquireAsync"/>
    ValueTask<LockHandle> AcquireAsync(string name, LockOptions? options = null, CancellationToken cancellationToken = default);
}

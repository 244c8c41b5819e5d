namespace RaceSafe;

/// <summary>
/// A lock that is held. Dispose it to free the lock: <c>await using var held = await locks.AcquireAsync(…)</c>. Disposing again does nothing. Safe for use by
/// several threads.
/// </summary>
public sealed class LockHandle : IAsyncDisposable
{
    private readonly Lease _lease;
    private readonly LeaseLockProvider _provider;
    private readonly LockRequest _request;
    private int _disposed;

    internal LockHandle(LeaseLockProvider provider, LockRequest request, long fence, Lease lease) =>
        (_provider, _request, Fence, _lease) = (provider, request, fence, lease);

    /// <summary>The lock.</summary>
    public string Name => _request.Name;

    /// <summary>The name, for messages.</summary>
    public override string ToString() => Name;

    /// <summary>
    /// The fencing token: higher than that of every holder before, also after the store lost its data, as long as the clock of its server is not set back. What
    /// a holder that was frozen must not overwrite has to be kept together with the highest fence seen and refuse lower ones.
    /// </summary>
    public long Fence { get; }

    /// <summary>
    /// Cancelled when the lock is lost: before the lease can end in the store (1 % and 2 ms early, counted from before the last successful renewal was
    /// sent), when the store says so, or when <see cref="LockOptions.MaxHold"/> is over. Not when the handle is disposed. It fires from the thread pool; while that
    /// is exhausted <see cref="ThrowIfLost"/> knows earlier.
    /// </summary>
    public CancellationToken Lost => _lease.Lost;

    /// <summary>Throws when the lock is no longer held. Reads the clock, so it is right also at once after this process stood still.</summary>
    /// <exception cref="LockLostException">The lock was lost or released.</exception>
    public void ThrowIfLost()
    {
        if (_lease.Look() is { } loss) throw new LockLostException(Name, Fence, loss);
    }

    /// <summary>Runs <paramref name="body"/> with a token that is cancelled when the lock is lost.</summary>
    /// <param name="body">Passes its token on to all that it awaits.</param>
    /// <param name="cancellationToken">Cancels the body too.</param>
    /// <exception cref="LockLostException">
    /// The lock was lost before the body ended, whether it was cancelled or came to its end: what it did may have met another holder.
    /// </exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        ThrowIfLost();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Lost, cancellationToken);
        T result;
        try
        {
            result = await body(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled) when (!cancellationToken.IsCancellationRequested && _lease.Look() is { } loss)
        {
            throw new LockLostException(Name, Fence, loss, cancelled);
        }

        ThrowIfLost();
        return result;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<CancellationToken, Task> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(async token =>
        {
            await body(token).ConfigureAwait(false);
            return true;
        }, cancellationToken);
    }

    /// <summary>
    /// Frees the lock if it is still this handle's, and stops renewing it. Never throws: a lock that cannot be freed is free when its lease is over.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return default;
        _lease.End(LockLoss.Released);
        return _provider.ReleaseAsync(_request); // also when it was lost by the clock: in the store it may still be ours
    }
}

using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace RaceSafe;

/// <summary>
/// An <see cref="ILockProvider"/> over the few atomic steps of a store: all that makes a lease a lock is here and the same for all back ends.
/// </summary>
public abstract class LeaseLockProvider : ILockProvider
{
    // With a store that tells of releases, asking is only the safety net.
    private const int FirstPauseWhenTold = 4;

    private readonly ILockBackend _backend;
    private readonly LeaseClock _clock;
    private readonly LockEvents _events;
    private readonly LockCalls _calls;
    private readonly LockQueues _queues;
    private readonly LeaseWatch _watch;

    /// <param name="backend">The store.</param>
    /// <param name="retry">For requests whose fate is unknown, and those that the store surely did not carry out.</param>
    /// <param name="attemptTimeout">How long one request may wait for its answer.</param>
    /// <param name="time">Clock of leases and waits; null for <see cref="TimeProvider.System"/>.</param>
    /// <param name="logger">Is told of what happens to locks; null for none.</param>
    protected LeaseLockProvider(ILockBackend backend, RetryPolicy retry, TimeSpan attemptTimeout, TimeProvider? time = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(retry);
        _backend = backend;
        _clock = new LeaseClock(time ?? TimeProvider.System);
        _events = new LockEvents(backend.Name, logger);
        _queues = new LockQueues(backend);
        _calls = new LockCalls(backend, retry, attemptTimeout, _clock, _events, _queues);
        _watch = new LeaseWatch(_clock.Time);
    }

    /// <inheritdoc/>
    public string Backend => _backend.Name;

    /// <inheritdoc/>
    public ValueTask<LockHandle?> TryAcquireAsync(string name, LockOptions? options = null, CancellationToken cancellationToken = default) =>
        AcquireAsync(Request(name, options), options?.Wait ?? TimeSpan.Zero, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<LockHandle> AcquireAsync(string name, LockOptions? options = null, CancellationToken cancellationToken = default) =>
        await AcquireAsync(Request(name, options), options?.Wait ?? Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)
        ?? throw new TimeoutException($"Others held the lock '{name}' for the whole wait of {options!.Wait}.");

    internal ValueTask ReleaseAsync(LockRequest request) => _calls.ReleaseAsync(request);

    private static LockRequest Request(string name, LockOptions? options)
    {
        AtomicArguments.CheckKey(name);
        options ??= LockOptions.Default;
        options.Check(nameof(options));
        return new(name, options);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<LockHandle?> AcquireAsync(LockRequest request, TimeSpan wait, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var begun = _clock.Now;
        var outcome = AcquireOutcome.Error;
        try
        {
            LockHandle? handle;
            try
            {
                // The first request here and not in a method of its own, which would cost as much as all the rest.
                handle = Handle(request, _calls.Answer(request, await _calls.AskAsync(request, cancellationToken).ConfigureAwait(false), begun));
            }
            catch (Exception failed) when (!(failed is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                handle = Handle(request, await _calls.AcquireAsync(request, cancellationToken, failed, begun).ConfigureAwait(false));
            }

            outcome = wait == TimeSpan.Zero ? AcquireOutcome.Busy : AcquireOutcome.Timeout;
            if (handle is null && wait != TimeSpan.Zero) handle = await WaitAsync(request, wait, cancellationToken).ConfigureAwait(false);
            if (handle is not null) outcome = AcquireOutcome.Acquired;
            return handle;
        }
        catch
        {
            outcome = AcquireOutcome.Error;
            throw;
        }
        finally
        {
            _events.Asked(request.Name, outcome, _clock, begun);
        }
    }

    private async Task<LockHandle?> WaitAsync(LockRequest request, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(wait, _clock.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var queue = _queues.Join(request.Name);
        try
        {
            await queue.Turn.WaitAsync(both.Token).ConfigureAwait(false);
            try
            {
                await _queues.ListenAsync(queue, both.Token).ConfigureAwait(false);
                return await AskInTurnAsync(queue, request, both.Token, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                queue.Turn.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _queues.Leave(queue);
        }
    }

    // A request under way is never given up because the patience is at its end: it may just be granted.
    private async Task<LockHandle?> AskInTurnAsync(LockQueues.Queue queue, LockRequest request, CancellationToken stop, CancellationToken cancellationToken)
    {
        for (var n = queue.Listening is null ? 0 : FirstPauseWhenTold; ; n++)
        {
            var released = queue.NextRelease;
            var answer = await _calls.AcquireAsync(request, cancellationToken).ConfigureAwait(false);
            if (Handle(request, answer) is { } handle) return handle;
            try
            {
                await released.WaitAsync(Backoff.Delay(n, answer.Reply.FreeIn ?? TimeSpan.MaxValue), _clock.Time, stop).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Nobody told: asked again.
            }
        }
    }

    private LockHandle? Handle(LockRequest request, LockAnswer answer) => answer.Reply.IsGranted
        ? new LockHandle(this, request, answer.Reply.Fence, new Lease(request, answer.Sent, answer.Now, _calls, _clock, _events, _watch))
        : null;
}

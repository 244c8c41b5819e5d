using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace RaceSafe;

/// <summary>One caller's wish for one lock. The token makes every request of it safe to repeat.</summary>
internal sealed class LockRequest(string name, LockOptions options)
{
    public string Name => name;

    public LockOptions Options => options;

    public string Token { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The lease to ask for when the lock has been held for so long; not positive when it must end.</summary>
    public TimeSpan LeaseAfter(TimeSpan held) => options.MaxHold is { } most && most - held < options.Lease ? most - held : options.Lease;
}

/// <summary>What the store answered, to the request of which moment, and the moment of the answer.</summary>
internal readonly record struct LockAnswer(LockReply Reply, Instant Sent, Instant Now);

/// <summary>Calls of the back end: each bounded in time, repeated while that makes sense, and none left in doubt.</summary>
internal sealed class LockCalls(ILockBackend backend, RetryPolicy retry, TimeSpan timeout, LeaseClock clock, LockEvents events, LockQueues queues)
{
    private static readonly TimeSpan LongestRelease = TimeSpan.FromSeconds(2);

    private readonly RetryPolicy _retry = retry with { TimeProvider = clock.Time };
    private readonly RetryPolicy _release = retry with { TimeProvider = clock.Time, TotalBudget = Shorter(retry.TotalBudget, LongestRelease) };

    /// <summary>Asks once.</summary>
    public ValueTask<LockReply> AskAsync(LockRequest request, CancellationToken cancellationToken)
    {
        var asking = backend.AcquireAsync(request.Name, request.Token, request.LeaseAfter(TimeSpan.Zero), timeout);
        return cancellationToken.CanBeCanceled && !asking.IsCompleted ? new(FollowAsync(asking.AsTask(), request, cancellationToken)) : asking;
    }

    /// <summary>The answer to a request, if the lease that it grants is not over.</summary>
    public LockAnswer Answer(LockRequest request, LockReply reply, Instant sent)
    {
        var now = clock.Now;
        return !reply.IsGranted || clock.Between(sent, now) < LeaseClock.Validity(request.LeaseAfter(TimeSpan.Zero)) ? new(reply, sent, now)
            : throw new TimeoutException("The lock was granted, but the answer took longer than the lease.");
    }

    /// <summary>Asks until there is an answer.</summary>
    /// <param name="request">The wish.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="failed">How a first attempt has failed; null when there was none.</param>
    /// <param name="begun">When that was sent.</param>
    public async Task<LockAnswer> AcquireAsync(LockRequest request, CancellationToken cancellationToken, Exception? failed = null, Instant? begun = null)
    {
        var patience = new Patience(_retry, (begun ?? clock.Now).Timestamp);
        while (true)
        {
            TimeSpan pause;
            try
            {
                if (failed is not null) ExceptionDispatchInfo.Throw(failed); // one set of rules for it and for those to come
                var sent = clock.Now;
                return Answer(request, await AskAsync(request, cancellationToken).ConfigureAwait(false), sent);
            }
            catch (Exception failure) when (!(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                failed = null;
                if (!patience.TryAgain(Classify(failure), out pause))
                {
                    if (patience.InDoubt) _ = ReleaseAsync(request);
                    throw;
                }
            }

            try
            {
                await Task.Delay(pause, clock.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (patience.InDoubt)
            {
                _ = ReleaseAsync(request);
                throw;
            }
        }
    }

    /// <summary>One attempt to begin the lease anew.</summary>
    public ValueTask<bool> ExtendAsync(LockRequest request, TimeSpan lease) => // two attempts shall fit between two renewals
        backend.ExtendAsync(request.Name, request.Token, lease, Shorter(timeout, request.Options.RenewalInterval / 2));

    /// <summary>Frees the lock as well as it can. Never throws: what cannot be freed ends with its lease.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReleaseAsync(LockRequest request)
    {
        var begun = clock.Time.GetTimestamp();
        try
        {
            await backend.ReleaseAsync(request.Name, request.Token, Shorter(timeout, LongestRelease)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await ReleaseAgainAsync(request, failure, begun).ConfigureAwait(false);
        }

        queues.Released(request.Name); // perhaps it is free even when nobody knows
    }

    private async Task ReleaseAgainAsync(LockRequest request, Exception failure, long begun)
    {
        var patience = new Patience(_release, begun);
        while (patience.TryAgain(Classify(failure), out var pause))
        {
            await Task.Delay(pause, clock.Time).ConfigureAwait(false);
            try
            {
                await backend.ReleaseAsync(request.Name, request.Token, Shorter(timeout, LongestRelease)).ConfigureAwait(false);
                return;
            }
            catch (Exception again)
            {
                failure = again;
            }
        }

        events.NotFreed(request.Name, failure);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private FailureClass Classify(Exception failure) => failure is TimeoutException ? FailureClass.Unknown : backend.Classify(failure);

    private async Task<LockReply> FollowAsync(Task<LockReply> asking, LockRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The request is on its way and may yet be granted: it is waited for and taken back, without the caller.
            _ = TakeBackAsync(asking, request);
            throw;
        }
    }

    private async Task TakeBackAsync(Task asking, LockRequest request)
    {
        await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ReleaseAsync(request).ConfigureAwait(false);
    }

    /// <summary>Whether to try again: not what failed for good, unless an earlier request is in doubt. What was sent may still arrive, so doubt stays.</summary>
    private struct Patience(RetryPolicy policy, long begun)
    {
        private RetryBudget _budget = new(policy, begun);

        public bool InDoubt { get; private set; }

        public bool TryAgain(FailureClass left, out TimeSpan pause)
        {
            InDoubt |= left == FailureClass.Unknown;
            return _budget.TryNext(out pause) && (InDoubt || left != FailureClass.Deterministic);
        }
    }
}

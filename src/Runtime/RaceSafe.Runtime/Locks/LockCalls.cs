namespace RaceSafe;

/// <summary>One caller's wish for one lock. The token makes every request of it safe to repeat.</summary>
internal sealed record LockRequest(string Name, LockOptions Options)
{
    public string Token { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The lease to ask for when the lock has been held for so long; not positive when it must end.</summary>
    public TimeSpan LeaseAfter(TimeSpan held) => Options.MaxHold is { } most && most - held < Options.Lease ? most - held : Options.Lease;
}

/// <summary>Calls of the back end: each bounded in time, repeated while that makes sense, and none left in doubt.</summary>
internal sealed class LockCalls(ILockBackend backend, RetryPolicy retry, TimeSpan timeout, LeaseClock clock, LockEvents events)
{
    private static readonly TimeSpan LongestRelease = TimeSpan.FromSeconds(2);

    private readonly RetryPolicy _retry = retry with { TimeProvider = clock.Time };
    private readonly RetryPolicy _release = retry with
    {
        TimeProvider = clock.Time,
        TotalBudget = retry.TotalBudget < LongestRelease ? retry.TotalBudget : LongestRelease,
    };

    /// <summary>Asks until there is an answer.</summary>
    /// <returns>The answer, and when the request was sent that it answers.</returns>
    public ValueTask<(LockReply Reply, Instant Sent)> AcquireAsync(LockRequest request, CancellationToken cancellationToken)
    {
        var lease = request.LeaseAfter(TimeSpan.Zero);
        return RepeatAsync(async () =>
        {
            var sent = clock.Now;
            var asking = BoundedAsync(token => backend.AcquireAsync(request.Name, request.Token, lease, token), timeout);
            var reply = asking.IsCompleted || !cancellationToken.CanBeCanceled
                ? await asking.ConfigureAwait(false)
                : await FollowAsync(asking.AsTask(), request, cancellationToken).ConfigureAwait(false);
            if (reply.IsGranted && clock.Since(sent) >= LeaseClock.Validity(lease)) throw new TimeoutException("The lock was granted, but the answer took longer than the lease.");
            return (reply, sent);
        }, _retry, () => _ = ReleaseAsync(request), cancellationToken);
    }

    /// <summary>One attempt to begin the lease anew.</summary>
    public ValueTask<bool> ExtendAsync(LockRequest request, TimeSpan lease)
    {
        // Two attempts shall fit between two renewals.
        var half = request.Options.RenewalInterval / 2;
        return BoundedAsync(token => backend.ExtendAsync(request.Name, request.Token, lease, token), half < timeout ? half : timeout);
    }

    /// <summary>Frees the lock as well as it can. Never throws: what cannot be freed ends with its lease.</summary>
    public async Task ReleaseAsync(LockRequest request)
    {
        try
        {
            await RepeatAsync(() => BoundedAsync(async token =>
            {
                await backend.ReleaseAsync(request.Name, request.Token, token).ConfigureAwait(false);
                return true;
            }, timeout < LongestRelease ? timeout : LongestRelease), _release, static () => { }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            events.NotFreed(request.Name, failure);
        }
    }

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

    private async ValueTask<T> RepeatAsync<T>(Func<ValueTask<T>> attempt, RetryPolicy policy, Action giveUpInDoubt, CancellationToken cancellationToken)
    {
        var budget = policy.Start();
        var uncertain = false; // once true it stays: what was sent may still arrive
        while (true)
        {
            TimeSpan delay;
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (Exception failure) when (!(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                var left = failure is TimeoutException ? FailureClass.Unknown : backend.Classify(failure);
                uncertain |= left == FailureClass.Unknown;
                if (!budget.TryNext(out delay) || (left == FailureClass.Deterministic && !uncertain))
                {
                    if (uncertain) giveUpInDoubt();
                    throw;
                }
            }

            try
            {
                await Task.Delay(delay, clock.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (uncertain)
            {
                giveUpInDoubt();
                throw;
            }
        }
    }

    private async ValueTask<T> BoundedAsync<T>(Func<CancellationToken, ValueTask<T>> call, TimeSpan limit)
    {
        using var bound = new CancellationTokenSource(limit, clock.Time);
        try
        {
            return await call(bound.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (bound.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {limit.TotalMilliseconds:0} ms.", late);
        }
    }
}

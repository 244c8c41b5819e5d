using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace RaceSafe;

/// <summary>The <see cref="IIdempotency"/> over any back end.</summary>
public sealed class Idempotency : IIdempotency
{
    private static readonly RetryPolicy Polling = new() { BaseDelay = TimeSpan.FromMilliseconds(4), MaxDelay = TimeSpan.FromMilliseconds(250) };

    private readonly IIdempotencyStore _store;
    private readonly IdempotencyOptions _options;
    private readonly TimeProvider _time;
    private readonly LeaseClock _clock;
    private readonly LeaseWatch _watch;
    private readonly ILogger _log;

    /// <summary>Uses a store.</summary>
    /// <param name="store">Where claims and results are kept.</param>
    /// <param name="options">For calls that bring none. Default: a fresh <see cref="IdempotencyOptions"/>.</param>
    /// <param name="timeProvider">Clock of local deadlines and pauses; default <see cref="TimeProvider.System"/>.</param>
    /// <param name="logger">Gets the events 10 to 16; default none.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of range.</exception>
    public Idempotency(IIdempotencyStore store, IdempotencyOptions? options = null, TimeProvider? timeProvider = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _options = options ?? new IdempotencyOptions();
        _options.Validate();
        (_store, _time, _log) = (store, timeProvider ?? TimeProvider.System, QuietLogger.Over(logger));
        (_clock, _watch) = (new LeaseClock(_time), new LeaseWatch(_time));
    }

    /// <inheritdoc/>
    public string Backend => _store.Backend;

    /// <inheritdoc/>
    public async ValueTask<IdempotentResult<byte[]>> ExecuteAsync(
        IdempotencyKey key, RequestFingerprint request, Func<IdempotencyClaim, CancellationToken, Task<byte[]>> body,
        IdempotencyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        options?.Validate();
        var call = new Call(key.Value, request, body, options ?? _options);
        _ = request.Value; // a missing one is an error of the caller, before anything is sent
        using var activity = RaceSafeTelemetry.Source.StartActivity("idempotency");
        var outcome = "failed";
        try
        {
            var result = await FindOrRunAsync(call, cancellationToken).ConfigureAwait(false);
            outcome = NameOf(result.Outcome);
            return result with { Value = StoredOutcome.Read(result.Value) };
        }
        catch (Exception failure)
        {
            outcome = NameOf(failure, outcome, cancellationToken);
            activity?.SetStatus(ActivityStatusCode.Error, failure.GetType().FullName);
            throw;
        }
        finally
        {
            activity?.SetTag("racesafe.backend", Backend).SetTag("racesafe.outcome", outcome);
            Instruments.IdempotentRequest(Backend, outcome, key.Value);
        }
    }

    private async ValueTask<IdempotentResult<byte[]>> FindOrRunAsync(Call call, CancellationToken cancellationToken)
    {
        var claim = new IdempotencyClaim(call.Key, Guid.NewGuid().ToString("N"), 0);
        var start = _time.GetTimestamp();
        var inFlight = false;
        for (var poll = 0; ; poll++)
        {
            var sent = _clock.Now;
            IdempotencyRecord record;
            try
            {
                record = inFlight ? await _store.ReadAsync(call.Key, cancellationToken).ConfigureAwait(false) : default;
                if (record.State == IdempotencyState.Free || (record.State == IdempotencyState.InFlight && record.LeaseLeft == TimeSpan.Zero))
                {
                    sent = _clock.Now;
                    record = await _store.TryClaimAsync(claim, call.Request, call.Options.ClaimLease, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception failure)
            {
                await AbandonAsync(claim).ConfigureAwait(false); // the reply is lost, the claim may be made
                if (cancellationToken.IsCancellationRequested || !_store.IsUnavailable(failure)) throw;
                // Known to be under way elsewhere, it is not done a second time whatever the policy.
                if (inFlight || call.Options.WhenStoreUnavailable == StoreUnavailablePolicy.Fail) throw new IdempotencyUnavailableException(Backend, workDone: false, failure);
                IdempotencyLog.Unprotected(_log, Backend, failure);
                return new(StoredOutcome.Of(await call.Body(claim, cancellationToken).ConfigureAwait(false)), IdempotencyOutcome.Unprotected);
            }

            if (record.State == IdempotencyState.Mine)
                return await RunAsync(call, claim with { Fence = record.Fence }, sent, record.TookOver, cancellationToken).ConfigureAwait(false);
            if (record.State == IdempotencyState.Free) continue; // given up between the try and the look: it is to be had now
            if (record.Request != call.Request.Value)
            {
                IdempotencyLog.Mismatch(_log, Backend);
                throw new IdempotencyMismatchException(call.Key);
            }

            if (record.State == IdempotencyState.Done)
                return new(record.Result!, inFlight ? IdempotencyOutcome.Waited : IdempotencyOutcome.Replayed);
            if (call.Options.OnDuplicate == DuplicateHandling.Reject || _time.GetElapsedTime(start) >= call.Options.WaitTimeout)
                throw new IdempotencyInFlightException(call.Key, record.LeaseLeft);
            inFlight = true;
            await Task.Delay(Polling.DelayCeiling(poll) * (0.5 + Random.Shared.NextDouble() / 2), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<IdempotentResult<byte[]>> RunAsync(Call call, IdempotencyClaim claim, Instant sent, bool tookOver, CancellationToken cancellationToken)
    {
        if (tookOver) IdempotencyLog.TakenOver(_log, Backend, claim.Fence);
        await using var renewal = new ClaimRenewal(_store, claim, call.Options.ClaimLease, sent, _clock, _watch, _log, cancellationToken);
        byte[] stored;
        try
        {
            stored = StoredOutcome.Of(await call.Body(claim, renewal.Token).ConfigureAwait(false) ?? throw new InvalidOperationException("The work returned null."));
        }
        catch (Exception failure)
        {
            if (failure is not OperationCanceledException && call.Options.RememberFailure?.Invoke(failure) == true)
            {
                await CompleteAsync(call, claim, StoredOutcome.Of(failure), failure).ConfigureAwait(false);
                throw;
            }

            await renewal.StopAsync().ConfigureAwait(false);
            await AbandonAsync(claim).ConfigureAwait(false);
            if (failure is OperationCanceledException && renewal.IsLost && !cancellationToken.IsCancellationRequested)
                throw new IdempotencyClaimLostException(call.Key, failure);
            throw;
        }

        var kept = await CompleteAsync(call, claim, stored, failed: null).ConfigureAwait(false);
        return new(stored, !kept ? IdempotencyOutcome.Unprotected : tookOver ? IdempotencyOutcome.TakenOver : IdempotencyOutcome.Executed);
    }

    /// <summary>Stores what became of the work; false when the store is out of reach and that is allowed. The work is done: it cannot be cancelled any more.</summary>
    private async ValueTask<bool> CompleteAsync(Call call, IdempotencyClaim claim, byte[] stored, Exception? failed)
    {
        try
        {
            if (await _store.CompleteAsync(claim, stored, call.Options.ResultTtl, CancellationToken.None).ConfigureAwait(false)) return true;
        }
        catch (Exception failure) when (_store.IsUnavailable(failure))
        {
            IdempotencyLog.NotStored(_log, Backend, failure);
            if (call.Options.WhenStoreUnavailable == StoreUnavailablePolicy.Fail) throw new IdempotencyUnavailableException(Backend, workDone: true, failed ?? failure);
            return false;
        }

        IdempotencyLog.ClaimLost(_log, Backend, claim.Fence);
        throw new IdempotencyClaimLostException(call.Key, failed);
    }

    // Best effort and soon: what brought us here matters more, and the lease ends by itself.
    private async ValueTask AbandonAsync(IdempotencyClaim claim)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        try
        {
            await _store.AbandonAsync(claim, patience.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            IdempotencyLog.NotAbandoned(_log, Backend, failure);
        }
    }

    private static string NameOf(IdempotencyOutcome outcome) => outcome switch
    {
        IdempotencyOutcome.Executed => "executed",
        IdempotencyOutcome.TakenOver => "taken_over",
        IdempotencyOutcome.Replayed => "replayed",
        IdempotencyOutcome.Waited => "waited",
        _ => "unprotected",
    };

    private static string NameOf(Exception failure, string before, CancellationToken cancellationToken) => failure switch
    {
        RememberedFailureException => before, // "replayed" or "waited": so it was
        IdempotencyMismatchException => "mismatch",
        IdempotencyInFlightException => "in_flight",
        IdempotencyClaimLostException => "lost",
        IdempotencyUnavailableException => "unavailable",
        OperationCanceledException when cancellationToken.IsCancellationRequested => "cancelled",
        _ => "failed",
    };

    private sealed record Call(string Key, RequestFingerprint Request, Func<IdempotencyClaim, CancellationToken, Task<byte[]>> Body, IdempotencyOptions Options);
}

using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// Runs steps: the first attempt on a path that allocates next to nothing, repeats by the rules of <see cref="RetryExecutor"/>.
/// </summary>
internal sealed partial class RedisExecutor
{
    public const string Backend = "redis";

    // Asynchronous calls of client 1.x wait for ever on a half-open connection; later ones have a timeout. Before the executor that reads it.
    private static readonly bool ClientTimesOut = typeof(IDatabase).Assembly.GetName().Version is { Major: >= 2 };

    /// <summary>With the options of a fresh <see cref="RedisAtomicStoreOptions"/>.</summary>
    public static RedisExecutor Default { get; } = new(new RedisAtomicStoreOptions());

    private readonly RetryPolicy _policy;
    private readonly RetryExecutor _retry;
    private readonly TimeSpan _timeout;
    private readonly bool _boundByUs;
    private readonly bool _failFast;
    private readonly ReplicaAcks? _acks;

    /// <param name="options">Checked options.</param>
    public RedisExecutor(RedisAtomicStoreOptions options)
    {
        _policy = options.Retry;
        _retry = new RetryExecutor(Backend, options.Retry, RedisFailures.Classify);
        _timeout = options.AttemptTimeout;
        _boundByUs = !ClientTimesOut || _timeout < TimeSpan.FromSeconds(5);
        _failFast = options.FailFastWhenDisconnected;
        _acks = options.ReplicaAcks;
        Steps = new Steps(AtomicArguments.ToMilliseconds(options.OperationIdLifetime)!.Value);
    }

    /// <summary>Makes the steps that this object runs.</summary>
    public Steps Steps { get; }

    /// <summary>Runs a step.</summary>
    /// <exception cref="OutcomeUnknownException">It may have taken place and may not be repeated.</exception>
    public ValueTask<T> RunAsync<T>(IDatabase database, in Step<T> step, CancellationToken cancellationToken = default) =>
        RunAsync(database, step, static result => result, cancellationToken);

    /// <summary>Runs a step and returns what <paramref name="pick"/> takes from its result: here and not by the caller, whose own state machine would cost more than that.</summary>
    /// <exception cref="OutcomeUnknownException">It may have taken place and may not be repeated.</exception>
    public ValueTask<TPicked> RunAsync<T, TPicked>(IDatabase database, in Step<T> step, Func<T, TPicked> pick, CancellationToken cancellationToken) =>
        Instruments.MeasuresOperations ? MeasureAsync(database, step, pick, cancellationToken) : FirstAsync(database, step, pick, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TPicked> MeasureAsync<T, TPicked>(IDatabase database, Step<T> step, Func<T, TPicked> pick, CancellationToken cancellationToken)
    {
        var measured = Instruments.StartOperation(Backend, step.Command.Name, KeyOf(step));
        try
        {
            var result = await FirstAsync(database, step, static result => result, cancellationToken).ConfigureAwait(false);
            measured.Succeeded(OutcomeOf(result));
            return pick(result);
        }
        catch (Exception failure)
        {
            measured.Failed(failure);
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TPicked> FirstAsync<T, TPicked>(IDatabase database, Step<T> step, Func<T, TPicked> pick, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_policy.Hook is not null || _acks is not null) return pick(await RepeatAsync(database, step, null, cancellationToken).ConfigureAwait(false));
        Exception failure;
        try
        {
            if (_failFast) ThrowIfDisconnected(database, step.Key);
            RedisKey record = default;
            if (!step.Id.IsNone && !TryGetRecord(database, step, out record)) record = await AskForRecordAsync(database, step, cancellationToken).ConfigureAwait(false);
            var reply = step.Command.SendAsync(database, step, record);
            await Bounded(reply, cancellationToken).ConfigureAwait(false);
            return pick(step.Command.Read(reply, step));
        }
        catch (Exception first) when (!IsFinal(first, database, step.Key, cancellationToken))
        {
            failure = first;
        }

        return pick(await RecoverAsync(database, step, failure, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Runs a step on this thread.</summary>
    /// <exception cref="OutcomeUnknownException">It may have taken place and may not be repeated.</exception>
    public T Run<T>(IDatabase database, in Step<T> step)
    {
        if (!Instruments.MeasuresOperations) return Repeat(database, step);
        var measured = Instruments.StartOperation(Backend, step.Command.Name, KeyOf(step));
        try
        {
            var result = Repeat(database, step);
            measured.Succeeded(OutcomeOf(result));
            return result;
        }
        catch (Exception failure)
        {
            measured.Failed(failure);
            throw;
        }
    }

    private T Repeat<T>(IDatabase database, in Step<T> step)
    {
        var budget = _policy.Start();
        var uncertain = false;
        while (true)
        {
            TimeSpan delay;
            try
            {
                var answer = Attempt(database, step);
                if (uncertain) Instruments.OutcomeUnknown(Backend, "retried");
                return answer;
            }
            catch (Exception failure)
            {
                var left = RedisFailures.Classify(failure);
                uncertain |= left == FailureClass.Unknown;
                if (!budget.TryNext(out delay) || left == FailureClass.Deterministic || (uncertain && !step.Repeatable) || IsFinal(failure, database, step.Key, default))
                {
                    if (!uncertain) throw;
                    Instruments.OutcomeUnknown(Backend, "thrown");
                    throw new OutcomeUnknownException(Backend, step.Id, failure, Confirming(database, step));
                }

                Instruments.Retried(Backend, left == FailureClass.Unknown ? "unknown" : "not_applied");
            }

            Thread.Sleep(delay);
        }
    }

    // The failure of the first attempt is thrown again as the first attempt of the loop, so that there is one set of rules.
    private ValueTask<T> RepeatAsync<T>(IDatabase database, Step<T> step, Exception? failed, CancellationToken cancellationToken) =>
        _retry.RunAsync(
            (executor: this, database, step),
            (at, ct) => Interlocked.Exchange(ref failed, null) is { } first
                ? ValueTask.FromException<T>(first)
                : at.executor.AttemptAsync(at.database, at.step, ct),
            step.Repeatable, step.Id,
            Confirming(database, step) is { } confirm ? (_, ct) => confirm(ct) : null,
            cancellationToken);

    private async ValueTask<T> AttemptAsync<T>(IDatabase database, Step<T> step, CancellationToken cancellationToken)
    {
        if (_failFast) ThrowIfDisconnected(database, step.Key);
        try
        {
            RedisKey record = default;
            if (!step.Id.IsNone && !TryGetRecord(database, step, out record)) record = await AskForRecordAsync(database, step, cancellationToken).ConfigureAwait(false);
            var writes = _acks is not null && step.Command.Writes;
            if (writes) ReplicaAcks.CheckServers(database);
            var reply = step.Command.SendAgainAsync(database, step, record);
            var copied = writes ? _acks!.AskAsync(database) : null; // right behind it, and not only when the reply is there
            await Bounded(reply, cancellationToken).ConfigureAwait(false);
            if (copied is not null) await _acks!.CheckAsync(copied, _timeout, cancellationToken).ConfigureAwait(false);
            return step.Command.Read(reply, step);
        }
        catch (RedisServerException reply) when (WrongValues.Explains(reply))
        {
            throw await WrongValues.ExplainAsync(database, step, reply).ConfigureAwait(false);
        }
    }

    private T Attempt<T>(IDatabase database, in Step<T> step)
    {
        if (_failFast) ThrowIfDisconnected(database, step.Key);
        try
        {
            RedisKey record = default;
            if (!step.Id.IsNone && !TryGetRecord(database, step, out record)) record = OperationRecords.KeyOf(KeyPrefix.Ask(database), step.Key, step.Id);
            return step.Command.Send(database, step, record);
        }
        catch (RedisServerException reply) when (WrongValues.Explains(reply))
        {
            throw WrongValues.Explain(database, step, reply);
        }
    }

    private static bool TryGetRecord<T>(IDatabase database, in Step<T> step, out RedisKey record)
    {
        var known = KeyPrefix.TryGet(database, out var prefix);
        record = known ? OperationRecords.KeyOf(prefix, step.Key, step.Id) : default;
        return known;
    }

    private async Task<RedisKey> AskForRecordAsync<T>(IDatabase database, Step<T> step, CancellationToken cancellationToken)
    {
        var asked = KeyPrefix.AskAsync(database);
        await Bounded(asked, cancellationToken).ConfigureAwait(false);
        return OperationRecords.KeyOf(asked.Result, step.Key, step.Id);
    }

    private ValueTask Bounded(Task reply, CancellationToken cancellationToken) =>
        _boundByUs || cancellationToken.CanBeCanceled ? BoundedReply.Of(reply, _timeout, cancellationToken) : new(reply);

    private bool IsFinal(Exception failure, IDatabase database, RedisKey key, CancellationToken cancellationToken) =>
        (failure is OperationCanceledException && cancellationToken.IsCancellationRequested)
        || (_failFast && RedisFailures.Classify(failure) == FailureClass.NotApplied && !database.IsConnected(key, CommandFlags.DemandMaster));

    // Spelled out only when it is asked for.
    private static string? KeyOf<T>(in Step<T> step) => RaceSafeTelemetry.KeyGroup is null ? null : step.Key.ToString();

    private static AtomicOutcome OutcomeOf<T>(T result) => result switch
    {
        AtomicResult<long> number => number.Outcome,
        AtomicResult<RedisValue> value => value.Outcome,
        _ => AtomicOutcome.Applied,
    };

    private static void ThrowIfDisconnected(IDatabase database, RedisKey key)
    {
        if (!database.IsConnected(key, CommandFlags.DemandMaster))
            throw new RedisNotConnectedException(key.ToString());
    }

    /// <summary>Looks for the operation's record, or for what else the command leaves; null when there is nothing to look for.</summary>
    private Func<CancellationToken, ValueTask<Confirmation>>? Confirming<T>(IDatabase database, Step<T> step)
    {
        if (step.Id.IsNone && !step.Command.LeavesTrace) return null;
        return async ct =>
        {
            Task<bool> found;
            if (step.Id.IsNone)
            {
                found = step.Command.FindTraceAsync(database, step);
            }
            else
            {
                if (!KeyPrefix.TryGet(database, out var prefix)) prefix = await KeyPrefix.AskAsync(database).WaitAsync(_timeout, ct).ConfigureAwait(false);
                found = database.KeyExistsAsync(OperationRecords.KeyOf(prefix, step.Key, step.Id), CommandFlags.DemandMaster);
            }

            return await found.WaitAsync(_timeout, ct).ConfigureAwait(false) ? Confirmation.Applied : Confirmation.NotApplied;
        };
    }
}

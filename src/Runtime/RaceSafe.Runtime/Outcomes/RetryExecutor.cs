using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace RaceSafe;

/// <summary>
/// Runs the attempts of one store by one rule: not applied, repeat; deterministic, throw; unknown, repeat only what is safe to repeat.
/// For authors of stores: send every command through one executor.
/// </summary>
/// <param name="backend">The store's <see cref="IAtomicStore.Backend"/>.</param>
/// <param name="policy">Pauses and deadline.</param>
/// <param name="classify">Says what a failed attempt left behind. Anything it does not know must be <see cref="FailureClass.Unknown"/>.</param>
public sealed class RetryExecutor(string backend, RetryPolicy policy, Func<Exception, FailureClass> classify)
{
    /// <summary>Runs <paramref name="attempt"/> until it answers, fails for good, or the deadline passes.</summary>
    /// <param name="state">Handed to the attempt, so that it can be a static lambda.</param>
    /// <param name="attempt">One try. It gets a fresh connection or transaction each time.</param>
    /// <param name="repeatable">
    /// The attempt may be repeated though an earlier one may have taken place: it carries an operation id or is naturally idempotent.
    /// </param>
    /// <param name="operationId">Named in <see cref="OutcomeUnknownException"/>.</param>
    /// <param name="confirm">Looks for a trace of the operation; null when there is none.</param>
    /// <param name="cancellationToken">
    /// Ends the wait. Cancelled after the request was sent, the operation may still take place; with an operation id calling again is safe.
    /// </param>
    /// <exception cref="OutcomeUnknownException">An attempt may have taken place and none may follow.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<T> RunAsync<TState, T>(
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> attempt,
        bool repeatable,
        OperationId operationId = default,
        Func<TState, CancellationToken, ValueTask<Confirmation>>? confirm = null,
        CancellationToken cancellationToken = default) => policy.Hook is { } hook
            ? HookedAsync(hook, state, attempt, repeatable, operationId, confirm, cancellationToken)
            : RepeatAsync(state, attempt, failed: null, policy.Start(), repeatable, operationId, confirm, cancellationToken);

    /// <summary>
    /// Goes on after a first attempt that was made without this object and has failed, so that the usual case, an answer at once, need not come by here. It passes by
    /// <see cref="RetryPolicy.Hook"/>: who has one begins with <see cref="RunAsync"/>.
    /// </summary>
    /// <param name="state">Handed to the attempt.</param>
    /// <param name="attempt">One try.</param>
    /// <param name="failed">What the first attempt threw.</param>
    /// <param name="budget">Started before it.</param>
    /// <param name="repeatable">The attempt may be repeated though an earlier one may have taken place.</param>
    /// <param name="operationId">Named in <see cref="OutcomeUnknownException"/>.</param>
    /// <param name="confirm">Looks for a trace of the operation; null when there is none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OutcomeUnknownException">An attempt may have taken place and none may follow.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<T> ResumeAsync<TState, T>(
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> attempt,
        Exception failed,
        RetryBudget budget,
        bool repeatable,
        OperationId operationId = default,
        Func<TState, CancellationToken, ValueTask<Confirmation>>? confirm = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(failed);
        return RepeatAsync(state, attempt, failed, budget, repeatable, operationId, confirm, cancellationToken);
    }

    // What captures variables stands in methods of its own: where they are declared, all calls would pay for it.
    private ValueTask<T> HookedAsync<TState, T>(
        IOperationHook hook, TState state, Func<TState, CancellationToken, ValueTask<T>> attempt, bool repeatable, OperationId operationId,
        Func<TState, CancellationToken, ValueTask<Confirmation>>? confirm, CancellationToken cancellationToken) =>
        hook.RunAsync(ct => RepeatAsync(state, attempt, failed: null, policy.Start(), repeatable, operationId, confirm, ct), cancellationToken);

    private static Func<CancellationToken, ValueTask<Confirmation>>? Confirming<TState>(TState state, Func<TState, CancellationToken, ValueTask<Confirmation>>? confirm) =>
        confirm is null ? null : ct => confirm(state, ct);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> RepeatAsync<TState, T>(
        TState state, Func<TState, CancellationToken, ValueTask<T>> attempt, Exception? failed, RetryBudget budget, bool repeatable, OperationId operationId,
        Func<TState, CancellationToken, ValueTask<Confirmation>>? confirm, CancellationToken cancellationToken)
    {
        var uncertain = false; // once true it stays: a later clean failure says nothing about the earlier attempt
        while (true)
        {
            TimeSpan delay;
            if (failed is null) cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (failed is not null) ExceptionDispatchInfo.Throw(failed); // one set of rules for it and for those to come
                var answer = await attempt(state, cancellationToken).ConfigureAwait(false);
                if (uncertain) Instruments.OutcomeUnknown(backend, "retried");
                return answer;
            }
            catch (Exception failure) when (!(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                failed = null;
                var left = classify(failure);
                uncertain |= left == FailureClass.Unknown;
                if (!budget.TryNext(out delay) || left == FailureClass.Deterministic || (uncertain && !repeatable))
                {
                    if (!uncertain) throw;
                    Instruments.OutcomeUnknown(backend, "thrown");
                    throw new OutcomeUnknownException(backend, operationId, failure, Confirming(state, confirm));
                }

                Instruments.Retried(backend, left == FailureClass.Unknown ? "unknown" : "not_applied");
            }

            await Task.Delay(delay, policy.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}

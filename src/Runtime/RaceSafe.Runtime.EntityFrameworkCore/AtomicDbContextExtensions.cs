using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace RaceSafe;

/// <summary>Atomic operations that belong to a context as a whole.</summary>
public static class AtomicDbContextExtensions
{
    /// <summary>
    /// Runs a unit of work in a serializable transaction and commits it; runs it again when it lost against another one (SQLSTATE 40001, 40P01, also at
    /// COMMIT; SQLITE_BUSY). Before each run the change tracker is cleared, so that no value of the run before is written again.
    /// </summary>
    /// <remarks>
    /// When the reply to COMMIT is lost on PostgreSQL, the server is asked what became of the transaction. The context's execution strategy does not repeat
    /// anything inside: this method alone decides about repeats.
    /// </remarks>
    /// <param name="context">Without a current transaction. What it tracks is forgotten.</param>
    /// <param name="body">Loads, decides and calls SaveChanges, on the same context. No side effects outside of the transaction.</param>
    /// <param name="options">Retries. Default: 10 s.</param>
    /// <param name="cancellationToken">Ends the wait and rolls back, until the commit is sent.</param>
    /// <exception cref="InvalidOperationException">A transaction is under way, or there are changes that were not saved.</exception>
    /// <exception cref="OutcomeUnknownException">The reply to COMMIT was lost, and the server did not say in time what became of it.</exception>
    public static Task<T> SerializableAsync<TContext, T>(
        this TContext context, Func<TContext, CancellationToken, Task<T>> body, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(body);
        if (context.ChangeTracker.HasChanges()) throw new InvalidOperationException("The context has changes that were not saved; they would be lost before the first run.");
        return TransactionRunner.RunAsync(ContextCaller.Of(context), serializable: true, async (_, transaction, ct) =>
        {
            context.ChangeTracker.Clear();
            await using var used = await context.Database.UseTransactionAsync(transaction, ct).ConfigureAwait(false);
            try
            {
                return await OnceAsync(context, body, ct).ConfigureAwait(false);
            }
            finally
            {
                await context.Database.UseTransactionAsync(null, CancellationToken.None).ConfigureAwait(false);
            }
        }, static () => true, options, cancellationToken);
    }

    /// <inheritdoc cref="SerializableAsync{TContext, T}"/>
    public static Task SerializableAsync<TContext>(
        this TContext context, Func<TContext, CancellationToken, Task> body, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(body);
        return context.SerializableAsync(async (db, ct) =>
        {
            await body(db, ct).ConfigureAwait(false);
            return true;
        }, options, cancellationToken);
    }

    /// <summary>
    /// Next number of a sequence: 1, 2, 3 … without gaps, because a transaction that rolls back gives its number back. Callers of one name wait for
    /// each other until the transaction ends. Needs the table <c>racesafe_sequences</c>, see <see cref="SqlSchema"/>.
    /// </summary>
    /// <param name="context">Its current transaction is used, if there is one.</param>
    /// <param name="name">The sequence, 1 to 512 characters; begins by being used.</param>
    /// <param name="operationId">Makes a retry get the same number.</param>
    /// <param name="options">Retries, and how long operation ids are remembered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OutcomeUnknownException">The reply was lost and there is no operation id that makes it safe to repeat.</exception>
    public static Task<long> NextSequenceAsync(
        this DbContext context, string name, OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default) =>
        RowOperations.NextSequenceAsync(ContextCaller.Of(context), name, operationId, options, cancellationToken);

    // Inside a strategy's ExecuteAsync, nested saves and queries do not start retries of their own; failures leave it as values, so neither does it.
    private static async Task<T> OnceAsync<TContext, T>(TContext context, Func<TContext, CancellationToken, Task<T>> body, CancellationToken cancellationToken) where TContext : DbContext
    {
        ExceptionDispatchInfo? failure = null;
        T result = default!;
        async Task RunAsync(CancellationToken ct)
        {
            try
            {
                result = await body(context, ct).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }

        if (ExecutionStrategy.Current is null && context.Database.CreateExecutionStrategy() is { RetriesOnFailure: true } strategy)
            await RunInside(strategy).ConfigureAwait(false);
        else
            await RunAsync(cancellationToken).ConfigureAwait(false);
        failure?.Throw();
        return result;

        // The strategy refuses to begin when a transaction is under way, so it is told about ours only inside.
        async Task RunInside(IExecutionStrategy outer)
        {
            var current = context.Database.CurrentTransaction;
            var raw = current?.GetDbTransaction();
            await context.Database.UseTransactionAsync(null, cancellationToken).ConfigureAwait(false);
            await outer.ExecuteAsync(async ct =>
            {
                await context.Database.UseTransactionAsync(raw, ct).ConfigureAwait(false);
                await RunAsync(ct).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
        }
    }
}

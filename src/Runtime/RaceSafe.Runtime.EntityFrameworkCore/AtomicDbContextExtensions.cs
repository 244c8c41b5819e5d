using Microsoft.EntityFrameworkCore;

namespace RaceSafe;

/// <summary>Atomic operations that belong to a context as a whole.</summary>
public static class AtomicDbContextExtensions
{
    /// <summary>
    /// Runs a unit of work in a serializable transaction and commits it; runs it again when it lost against another one (SQLSTATE 40001, 40P01, also at
    /// COMMIT; SQLITE_BUSY). Each run works on fresh rows.
    /// </summary>
    /// <remarks>
    /// <para>
    /// What the context tracks stays tracked, as the same objects. Their values are read again at the beginning of each run, with one query for several rows of one type, or for each row where its key
    /// is not a number or GUID or it has parts of its own: clear the change tracker before, where much is tracked that is not needed any more. Collections count as not loaded then. A row that others have deleted meanwhile is not found by the body; it is tracked again afterwards, so
    /// that to save a change of it fails. What a run has added, loaded or changed is forgotten before the next one.
    /// </para>
    /// <para>
    /// Afterwards the rows that the body has loaded and added are tracked too, as it left them. When this throws, they are not, and what was tracked before is as it was read at the beginning of the last run:
    /// nothing of the body is left to be saved by mistake.
    /// </para>
    /// <para>
    /// Called again on the same context within the body, it joins: the inner body runs once, in the outer transaction; the outer unit commits, and is run again as a whole after a conflict. What an inner body
    /// has saved before it throws is part of the outer transaction, if the outer body goes on. In a serializable transaction of the caller's own the body runs once too, on fresh rows, and a conflict is thrown: only the
    /// caller can begin again.
    /// </para>
    /// <para>
    /// When the reply to COMMIT is lost on PostgreSQL, the server is asked what became of the transaction. The context's execution strategy does not repeat
    /// anything inside: this method alone decides about repeats.
    /// </para>
    /// </remarks>
    /// <param name="context">Without unsaved changes, and without a transaction that is less than serializable.</param>
    /// <param name="body">Loads, decides and calls SaveChanges, on the same context. No side effects outside of the transaction.</param>
    /// <param name="options">Retries. Default: 10 s. Those of the outermost unit count.</param>
    /// <param name="cancellationToken">Ends the wait and rolls back, until the commit is sent.</param>
    /// <exception cref="InvalidOperationException">A transaction is under way that is not serializable, there are changes that were not saved, or a tracked row cannot be read again.</exception>
    /// <exception cref="OutcomeUnknownException">The reply to COMMIT was lost, and the server did not say in time what became of it. Tracked rows may be older than the database then.</exception>
    public static Task<T> SerializableAsync<TContext, T>(
        this TContext context, Func<TContext, CancellationToken, Task<T>> body, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(body);
        return ContextUnit.RunAsync(context, body, options, cancellationToken);
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
}

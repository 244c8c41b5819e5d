using System.Data.Common;

namespace RaceSafe;

/// <summary>Transactions that conflict loudly and are run again, or that lock first.</summary>
public static class DbConnectionTransactionExtensions
{
    /// <summary>
    /// Runs <paramref name="body"/> in a serializable transaction and commits it; runs it again, in a new transaction, when it lost against another one
    /// (SQLSTATE 40001, 40P01, also at COMMIT; SQLITE_BUSY). On SQLite the transaction is BEGIN IMMEDIATE.
    /// </summary>
    /// <remarks>
    /// When the reply to COMMIT is lost on PostgreSQL, the server is asked by <c>pg_xact_status</c> what became of the transaction, which costs one round
    /// trip before each commit: it is then either done or run again, never both.
    /// Called within the body of another one on the same connection, it joins that: the body runs once, in the outer transaction, and a conflict in it is for the outer to run again.
    /// </remarks>
    /// <param name="connection">A connection without a transaction of the caller's own; opened for the call when closed.</param>
    /// <param name="body">Runs again after a conflict: no side effects outside of the transaction, and nothing kept from the run before.</param>
    /// <param name="options">Retries. Default: 10 s.</param>
    /// <param name="cancellationToken">Ends the wait and rolls back, until the commit is sent.</param>
    /// <exception cref="InvalidOperationException">A transaction is under way already.</exception>
    /// <exception cref="OutcomeUnknownException">The reply to COMMIT was lost, and the server did not say in time what became of it.</exception>
    public static Task<T> SerializableAsync<T>(
        this DbConnection connection, Func<SqlWork, CancellationToken, Task<T>> body, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return TransactionRunner.RunAsync(new SqlCaller(connection, transaction: null), serializable: true,
            (session, transaction, ct) => body(new SqlWork(session.Connection, transaction), ct), static () => true, options, cancellationToken);
    }

    /// <inheritdoc cref="SerializableAsync{T}"/>
    public static Task SerializableAsync(
        this DbConnection connection, Func<SqlWork, CancellationToken, Task> body, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return connection.SerializableAsync(async (work, ct) =>
        {
            await body(work, ct).ConfigureAwait(false);
            return true;
        }, options, cancellationToken);
    }

    /// <summary>
    /// Locks rows, runs <paramref name="body"/> once while nobody else can change them, and commits. Keys are locked in rising order, so two callers
    /// never wait for each other in a circle.
    /// </summary>
    /// <param name="connection">A connection without a transaction; opened for the call when closed.</param>
    /// <param name="table">The table.</param>
    /// <param name="keyColumn">The column of a primary key or unique index.</param>
    /// <param name="keys">Keys of the rows; compared by <see cref="Comparer{T}.Default"/>, text ordinally. Duplicates count once.</param>
    /// <param name="body">Runs at most once. Rows that do not exist are not among its keys.</param>
    /// <param name="mode">What to do about a row that is locked. On SQLite, where a transaction locks the whole file, only to wait.</param>
    /// <param name="columns">Columns to read together with the lock, which saves the body a query: <see cref="LockedRows{TKey}.Values"/>. Null for none.</param>
    /// <param name="options">Retries of the locking. Default: 10 s.</param>
    /// <param name="cancellationToken">Ends the wait and rolls back, until the commit is sent.</param>
    /// <exception cref="TimeoutException">A row is locked and <see cref="RowLockMode.NoWait"/> was asked for.</exception>
    /// <exception cref="NotSupportedException">The mode is not supported by the database.</exception>
    /// <exception cref="OutcomeUnknownException">The reply to COMMIT was lost, and the server did not say in time what became of it.</exception>
    public static Task<T> WithRowLockAsync<TKey, T>(
        this DbConnection connection, SqlTable table, string keyColumn, IEnumerable<TKey> keys, Func<LockedRows<TKey>, CancellationToken, Task<T>> body,
        RowLockMode mode = RowLockMode.Wait, IReadOnlyList<string>? columns = null, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default)
        where TKey : notnull =>
        RowLocks.RunAsync(new SqlCaller(connection, transaction: null), table, keyColumn, keys, body, mode, columns ?? [], options, cancellationToken);
}

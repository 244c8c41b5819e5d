using System.Data.Common;

namespace RaceSafe;

/// <summary>
/// Writes that a holder of a lock can make only until a later holder has touched the row: the row keeps the highest fence seen, in a column of 64-bit integers, and the
/// database compares. What a holder that was frozen past its lease sends when it wakes is refused.
/// </summary>
/// <remarks>
/// For a row that is read, changed and written under the lock, read by <see cref="ReadFencedAsync"/> first: it leaves the fence, so no earlier holder can write between the
/// reading and the writing. Every writer of the row must use these methods.
/// </remarks>
public static class DbConnectionFenceExtensions
{
    /// <summary>Sets columns of one row if no later holder has been there, and leaves the fence of this one.</summary>
    /// <param name="connection">The connection; opened for the call when closed.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">The row, by the columns of a primary key or unique index.</param>
    /// <param name="fenceColumn">A column of 64-bit integers for the highest fence; NULL counts as none.</param>
    /// <param name="holder">The lock.</param>
    /// <param name="values">The columns to set.</param>
    /// <param name="transaction">The transaction to run in. Within it nothing is retried, and the driver's own errors arrive.</param>
    /// <param name="operationId">Makes the update exactly-once; needs the table <c>racesafe_ops</c>, see <see cref="SqlSchema"/>.</param>
    /// <param name="options">Retries, and how long operation ids are remembered. Default: 10 s of retries, 10 minutes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when there is no such row.</returns>
    /// <exception cref="StaleFenceException">A later holder has been there. Nothing was changed.</exception>
    /// <exception cref="LockLostException">The lock is known to be lost. Nothing was sent.</exception>
    /// <exception cref="OutcomeUnknownException">The reply was lost and there is no operation id that makes it safe to repeat.</exception>
    /// <exception cref="ArgumentException">A name, key or value is malformed; nothing was sent.</exception>
    public static Task<bool> UpdateFencedAsync(
        this DbConnection connection, SqlTable table, SqlKey key, string fenceColumn, LockHandle holder, IReadOnlyDictionary<string, object?> values,
        DbTransaction? transaction = null, OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default) =>
        FencedRows.UpdateAsync(new SqlCaller(connection, transaction), table, key, fenceColumn, holder, values, operationId, options, cancellationToken);

    /// <summary>Reads one row if no later holder has been there, and leaves the fence of this one, so that no earlier holder can write from now on.</summary>
    /// <param name="connection">The connection; opened for the call when closed.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">The row, by the columns of a primary key or unique index.</param>
    /// <param name="fenceColumn">A column of 64-bit integers for the highest fence; NULL counts as none.</param>
    /// <param name="holder">The lock.</param>
    /// <param name="transaction">The transaction to run in. Within it nothing is retried, and the driver's own errors arrive.</param>
    /// <param name="options">Retries. Default: 10 s.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The columns by their names; null when there is no such row.</returns>
    /// <exception cref="StaleFenceException">A later holder has been there. Nothing was changed.</exception>
    /// <exception cref="LockLostException">The lock is known to be lost. Nothing was sent.</exception>
    /// <exception cref="ArgumentException">A name or key is malformed; nothing was sent.</exception>
    public static Task<IReadOnlyDictionary<string, object?>?> ReadFencedAsync(
        this DbConnection connection, SqlTable table, SqlKey key, string fenceColumn, LockHandle holder,
        DbTransaction? transaction = null, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default) =>
        FencedRows.ReadAsync(new SqlCaller(connection, transaction), table, key, fenceColumn, holder, options, cancellationToken);
}

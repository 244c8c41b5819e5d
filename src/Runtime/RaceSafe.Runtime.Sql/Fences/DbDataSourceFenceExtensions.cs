using System.Data.Common;

namespace RaceSafe;

/// <summary>
/// Writes that a holder of a lock can make only until a later holder has touched the row, on connections of a data source; see
/// <see cref="DbConnectionFenceExtensions"/>.
/// </summary>
public static class DbDataSourceFenceExtensions
{
    /// <summary>Sets columns of one row if no later holder has been there, and leaves the fence of this one.</summary>
    /// <param name="source">Gives each attempt a connection of its own.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">The row, by the columns of a primary key or unique index.</param>
    /// <param name="fenceColumn">A column of 64-bit integers for the highest fence; NULL counts as none.</param>
    /// <param name="holder">The lock.</param>
    /// <param name="values">The columns to set.</param>
    /// <param name="operationId">Makes the update exactly-once; needs the table <c>racesafe_ops</c>, see <see cref="SqlSchema"/>.</param>
    /// <param name="options">Retries, and how long operation ids are remembered. Default: 10 s of retries, 10 minutes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when there is no such row.</returns>
    /// <inheritdoc cref="DbConnectionFenceExtensions.UpdateFencedAsync" path="/exception"/>
    public static Task<bool> UpdateFencedAsync(
        this DbDataSource source, SqlTable table, SqlKey key, string fenceColumn, LockHandle holder, IReadOnlyDictionary<string, object?> values,
        OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default) =>
        FencedRows.UpdateAsync(new SqlCaller(source), table, key, fenceColumn, holder, values, operationId, options, cancellationToken);

    /// <summary>Reads one row if no later holder has been there, and leaves the fence of this one, so that no earlier holder can write from now on.</summary>
    /// <param name="source">Gives each attempt a connection of its own.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">The row, by the columns of a primary key or unique index.</param>
    /// <param name="fenceColumn">A column of 64-bit integers for the highest fence; NULL counts as none.</param>
    /// <param name="holder">The lock.</param>
    /// <param name="options">Retries. Default: 10 s.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The columns by their names; null when there is no such row.</returns>
    /// <inheritdoc cref="DbConnectionFenceExtensions.ReadFencedAsync" path="/exception"/>
    public static Task<IReadOnlyDictionary<string, object?>?> ReadFencedAsync(
        this DbDataSource source, SqlTable table, SqlKey key, string fenceColumn, LockHandle holder, AtomicStoreOptions? options = null,
        CancellationToken cancellationToken = default) =>
        FencedRows.ReadAsync(new SqlCaller(source), table, key, fenceColumn, holder, options, cancellationToken);
}

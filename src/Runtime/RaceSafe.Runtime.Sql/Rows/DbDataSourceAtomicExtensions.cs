using System.Data.Common;

namespace RaceSafe;

/// <summary>
/// Atomic operations on rows, on an <c>NpgsqlDataSource</c> or <c>SqliteFactory.Instance.CreateDataSource(…)</c>.
/// Names are quoted, values are parameters. A statement that the database surely did not apply is repeated; one whose reply was lost is repeated
/// only with an operation id.
/// </summary>
public static class DbDataSourceAtomicExtensions
{
    /// <summary>Adds to a column of one row and returns the new value: one UPDATE … RETURNING, so no concurrent increment is lost.</summary>
    /// <param name="source">Gives each attempt a connection of its own.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">The row, by the columns of a primary key or unique index.</param>
    /// <param name="column">A column of integers that is not part of the key.</param>
    /// <param name="by">Any amount, negative to subtract.</param>
    /// <param name="operationId">Makes the operation exactly-once; needs the table <c>racesafe_ops</c>, see <see cref="SqlSchema"/>.</param>
    /// <param name="options">Retries, and how long operation ids are remembered. Default: 10 s of retries, 10 minutes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new value, on a replay the first one; null when there is no such row.</returns>
    /// <exception cref="OverflowException">The sum does not fit the column. Nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">The column holds NULL, or the table for operation ids does not exist.</exception>
    /// <exception cref="OutcomeUnknownException">The reply was lost and there is no operation id that makes it safe to repeat.</exception>
    /// <exception cref="ArgumentException">A name, key or value is malformed; nothing was sent.</exception>
    public static Task<long?> IncrementAsync(
        this DbDataSource source, SqlTable table, SqlKey key, string column, long by = 1, 
        OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default) =>
        RowOperations.IncrementAsync(new SqlCaller(source), table, key, column, by, operationId, options, cancellationToken);

    /// <summary>Adds to a column of one row if the sum stays within [<paramref name="min"/>, <paramref name="max"/>].</summary>
    /// <param name="source">Gives each attempt a connection of its own.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">The row, by the columns of a primary key or unique index.</param>
    /// <param name="column">A column of integers that is not part of the key.</param>
    /// <param name="by">Any amount, negative to subtract.</param>
    /// <param name="min">Smallest sum allowed; null for none.</param>
    /// <param name="max">Largest sum allowed; null for none.</param>
    /// <param name="operationId">Makes the operation exactly-once; needs the table <c>racesafe_ops</c>, see <see cref="SqlSchema"/>.</param>
    /// <param name="options">Retries, and how long operation ids are remembered. Default: 10 s of retries, 10 minutes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new value, or refused with the current one; refused with null when there is no such row. A sum beyond 64 bits is refused.</returns>
    /// <exception cref="OutcomeUnknownException">The reply was lost and there is no operation id that makes it safe to repeat.</exception>
    /// <exception cref="ArgumentException">A name, key or value is malformed; nothing was sent.</exception>
    public static Task<AtomicResult<long?>> TryIncrementAsync(
        this DbDataSource source, SqlTable table, SqlKey key, string column, long by = 1, long? min = null, long? max = null, 
        OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default) =>
        ConditionalIncrement.RunAsync(new SqlCaller(source), table, key, column, by, min, max, operationId, options, cancellationToken);

    /// <summary>Adds to a column of one row, or inserts the row with <paramref name="by"/> as the value.</summary>
    /// <param name="source">Gives each attempt a connection of its own.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">The row, by all columns of a primary key or unique index.</param>
    /// <param name="column">A column of integers that is not part of the key.</param>
    /// <param name="by">Any amount, negative to subtract.</param>
    /// <param name="insert">Further columns of a row that is inserted; ignored when the row exists.</param>
    /// <param name="operationId">Makes the operation exactly-once; needs the table <c>racesafe_ops</c>, see <see cref="SqlSchema"/>.</param>
    /// <param name="options">Retries, and how long operation ids are remembered. Default: 10 s of retries, 10 minutes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new value, on a replay the first one.</returns>
    /// <exception cref="OverflowException">The sum does not fit the column. Nothing was changed.</exception>
    /// <exception cref="OutcomeUnknownException">The reply was lost and there is no operation id that makes it safe to repeat.</exception>
    /// <exception cref="ArgumentException">A name, key or value is malformed; nothing was sent.</exception>
    public static Task<long> UpsertIncrementAsync(
        this DbDataSource source, SqlTable table, SqlKey key, string column, long by = 1, IReadOnlyDictionary<string, object?>? insert = null, 
        OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default) =>
        RowOperations.UpsertIncrementAsync(new SqlCaller(source), table, key, column, by, insert, operationId, options, cancellationToken);

    /// <summary>Inserts a row unless one with the key exists: of all concurrent callers one inserts, and all get the row.</summary>
    /// <param name="source">Gives each attempt a connection of its own.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">The row, by all columns of a primary key or unique index.</param>
    /// <param name="values">The other columns.</param>
    /// <param name="operationId">Makes the operation exactly-once; needs the table <c>racesafe_ops</c>, see <see cref="SqlSchema"/>.</param>
    /// <param name="options">Retries, and how long operation ids are remembered. Default: 10 s of retries, 10 minutes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Applied when this call inserted the row, refused when it was there. The value is the row as it is now, by column name.</returns>
    /// <exception cref="InvalidOperationException">The row was deleted by another caller at the same moment.</exception>
    /// <exception cref="OutcomeUnknownException">The reply was lost and there is no operation id that makes it safe to repeat.</exception>
    /// <exception cref="ArgumentException">A name, key or value is malformed; nothing was sent.</exception>
    public static Task<AtomicResult<IReadOnlyDictionary<string, object?>>> InsertIfAbsentAsync(
        this DbDataSource source, SqlTable table, SqlKey key, IReadOnlyDictionary<string, object?>? values = null, 
        OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default) =>
        RowOperations.InsertIfAbsentAsync(new SqlCaller(source), table, key, values, operationId, options, cancellationToken);

    /// <summary>Changes a row if its version is the expected one, and raises the version by one (optimistic concurrency).</summary>
    /// <param name="source">Gives each attempt a connection of its own.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">The row, by the columns of a primary key or unique index.</param>
    /// <param name="versionColumn">A column of integers that every writer raises.</param>
    /// <param name="expectedVersion">The version that the caller read together with what it decided on.</param>
    /// <param name="values">The columns to set.</param>
    /// <param name="operationId">Makes the operation exactly-once; needs the table <c>racesafe_ops</c>, see <see cref="SqlSchema"/>.</param>
    /// <param name="options">Retries, and how long operation ids are remembered. Default: 10 s of retries, 10 minutes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Applied with the new version, or refused with the current one; refused with null when there is no such row.</returns>
    /// <exception cref="OutcomeUnknownException">The reply was lost and there is no operation id that makes it safe to repeat.</exception>
    /// <exception cref="ArgumentException">A name, key or value is malformed; nothing was sent.</exception>
    public static Task<AtomicResult<long?>> UpdateIfVersionAsync(
        this DbDataSource source, SqlTable table, SqlKey key, string versionColumn, long expectedVersion, IReadOnlyDictionary<string, object?> values, 
        OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default) =>
        RowOperations.UpdateIfVersionAsync(new SqlCaller(source), table, key, versionColumn, expectedVersion, values, operationId, options, cancellationToken);

    /// <summary>
    /// Next number of a sequence: 1, 2, 3 … without gaps, because a transaction that rolls back gives its number back. Callers of one name wait for
    /// each other until the transaction ends. Needs the table <c>racesafe_sequences</c>, see <see cref="SqlSchema"/>.
    /// </summary>
    /// <param name="source">Gives each attempt a connection of its own.</param>
    /// <param name="name">The sequence, 1 to 512 characters; begins by being used.</param>
    /// <param name="operationId">Makes the operation exactly-once; needs the table <c>racesafe_ops</c>, see <see cref="SqlSchema"/>.</param>
    /// <param name="options">Retries, and how long operation ids are remembered. Default: 10 s of retries, 10 minutes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OutcomeUnknownException">The reply was lost and there is no operation id that makes it safe to repeat.</exception>
    /// <exception cref="ArgumentException">A name, key or value is malformed; nothing was sent.</exception>
    public static Task<long> NextSequenceAsync(
        this DbDataSource source, string name, 
        OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default) =>
        RowOperations.NextSequenceAsync(new SqlCaller(source), name, operationId, options, cancellationToken);
}

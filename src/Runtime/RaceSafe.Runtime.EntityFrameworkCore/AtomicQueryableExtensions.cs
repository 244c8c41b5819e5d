using System.Linq.Expressions;
using System.Numerics;

namespace RaceSafe;

/// <summary>
/// Atomic operations on the one row that a query finds: <c>db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Votes, 1)</c>.
/// </summary>
/// <remarks>
/// <para>
/// The statement is <c>UPDATE … SET column = column + @by … RETURNING</c> on the row that the query, translated by EF Core with its filters and parameters,
/// finds and locks. On PostgreSQL the lock clause makes the database evaluate the whole of the query's condition again on the row as the last writer left
/// it, and limits are compared with the values of that locked row; on SQLite there is one writer at a time. So the operation is atomic in
/// the default isolation level. Only what the condition says about other rows (a subquery) is as of the beginning of the statement. Nothing is
    /// loaded, and SaveChanges is not called.
/// </para>
/// <para>
/// It runs within the context's current transaction, where nothing is retried; otherwise it is repeated by the rules of
/// <see cref="AtomicStoreOptions.Retry"/>, which do not apply an operation twice, whatever execution strategy the context has. An entity that the context tracks for the row gets the new value and
/// is not marked as modified by it; a pending change of that property is replaced.
/// </para>
/// </remarks>
public static class AtomicQueryableExtensions
{
    /// <summary>Adds to a property of the row and returns the new value.</summary>
    /// <param name="query">Finds one row: a set with Where and query filters, without joins to many, grouping or paging.</param>
    /// <param name="property">A number, perhaps in an owned or complex type of the same table; no value converter.</param>
    /// <param name="by">Any amount, negative to subtract.</param>
    /// <param name="operationId">Makes the increment exactly-once on this column; needs the table <c>racesafe_ops</c>, see <see cref="SqlSchema"/>.</param>
    /// <param name="options">Retries, and how long operation ids are remembered. Default: 10 s of retries, 10 minutes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new value, on a replay the first one; null when the query finds no row.</returns>
    /// <exception cref="InvalidOperationException">The query finds more than one row, or the column holds NULL. Nothing was changed.</exception>
    /// <exception cref="OverflowException">The sum does not fit the column. Nothing was changed.</exception>
    /// <exception cref="NotSupportedException">The model or the query is such that no single atomic statement does this; the message says why.</exception>
    /// <exception cref="OutcomeUnknownException">The reply was lost and there is no operation id that makes it safe to repeat.</exception>
    public static async Task<T?> IncrementAsync<TEntity, T>(
        this IQueryable<TEntity> query, Expression<Func<TEntity, T>> property, T by,
        OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
        where T : struct, INumber<T>
    {
        var result = await EntityIncrement.RunAsync(query, property, by, null, null, limit: null, throwsOnOverflow: true, operationId, options, cancellationToken).ConfigureAwait(false);
        return result.IsRefused ? null : result.Value;
    }

    /// <summary>Adds to a property of the row if the sum stays within [<paramref name="min"/>, <paramref name="max"/>].</summary>
    /// <param name="query">Finds one row.</param>
    /// <param name="property">A number.</param>
    /// <param name="by">Any amount, negative to subtract.</param>
    /// <param name="min">Smallest sum allowed; null for none.</param>
    /// <param name="max">Largest sum allowed; null for none.</param>
    /// <param name="operationId">Makes the increment exactly-once.</param>
    /// <param name="options">Retries, and how long operation ids are remembered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new value, or refused with the current one; refused with null when the query finds no row.</returns>
    /// <inheritdoc cref="IncrementAsync" path="/exception"/>
    public static Task<AtomicResult<T?>> TryIncrementAsync<TEntity, T>(
        this IQueryable<TEntity> query, Expression<Func<TEntity, T>> property, T by, T? min = null, T? max = null,
        OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
        where T : struct, INumber<T>
    {
        if (min > max) throw new ArgumentOutOfRangeException(nameof(max), max, $"The largest sum allowed is below the smallest ({min}).");
        return EntityIncrement.RunAsync(query, property, by, min, max, limit: null, throwsOnOverflow: false, operationId, options, cancellationToken);
    }

    /// <summary>Adds to a property of the row if the sum does not exceed another property of the same row, as in <c>max: e => e.Capacity</c>.</summary>
    /// <param name="query">Finds one row.</param>
    /// <param name="property">A number.</param>
    /// <param name="by">Any amount, negative to subtract.</param>
    /// <param name="max">A number of the same table; compared as it is in the locked row. NULL refuses.</param>
    /// <param name="min">Smallest sum allowed; null for none.</param>
    /// <param name="operationId">Makes the increment exactly-once.</param>
    /// <param name="options">Retries, and how long operation ids are remembered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new value, or refused with the current one; refused with null when the query finds no row.</returns>
    /// <inheritdoc cref="IncrementAsync" path="/exception"/>
    public static Task<AtomicResult<T?>> TryIncrementAsync<TEntity, T>(
        this IQueryable<TEntity> query, Expression<Func<TEntity, T>> property, T by, Expression<Func<TEntity, T>> max, T? min = null,
        OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
        where T : struct, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(max);
        return EntityIncrement.RunAsync(query, property, by, min, null, max, throwsOnOverflow: false, operationId, options, cancellationToken);
    }

    /// <summary>Changes the row if its version is the expected one, and raises the version by one (optimistic concurrency without loading).</summary>
    /// <param name="query">Finds one row.</param>
    /// <param name="version">An integer that every writer raises.</param>
    /// <param name="expected">The version that the caller read together with what it decided on.</param>
    /// <param name="values">The properties to set, each with its value.</param>
    /// <param name="operationId">Makes the update exactly-once.</param>
    /// <param name="options">Retries, and how long operation ids are remembered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Applied with the new version, or refused with the current one; refused with null when the query finds no row.</returns>
    /// <inheritdoc cref="IncrementAsync" path="/exception"/>
    public static Task<AtomicResult<T?>> UpdateIfVersionAsync<TEntity, T>(
        this IQueryable<TEntity> query, Expression<Func<TEntity, T>> version, T expected,
        IReadOnlyList<(Expression<Func<TEntity, object?>> Property, object? Value)> values,
        OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
        where T : struct, IBinaryInteger<T> =>
        EntityVersion.UpdateAsync(query, version, expected, values, operationId, options, cancellationToken);
}

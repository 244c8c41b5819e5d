using System.Linq.Expressions;

namespace RaceSafe;

/// <summary>
/// Writes that a holder of a lock can make only until a later holder has written the row: the row keeps the highest fence seen and the database compares.
/// </summary>
public static class AtomicFenceExtensions
{
    /// <summary>
    /// Sets properties of the one row that a query finds if no later holder of the lock has been there, and leaves the fence of this one. With no values it only leaves the
    /// fence: done before the row is loaded, no earlier holder can write between the loading and the writing. Nothing is loaded, and SaveChanges is not called.
    /// </summary>
    /// <param name="query">Finds one row, as for <see cref="AtomicQueryableExtensions"/>.</param>
    /// <param name="fence">A <see cref="long"/>, nullable or not, that keeps the highest fence.</param>
    /// <param name="holder">The lock.</param>
    /// <param name="values">The properties to set, each with its value.</param>
    /// <param name="operationId">Makes the update exactly-once.</param>
    /// <param name="options">Retries, and how long operation ids are remembered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the query finds no row.</returns>
    /// <exception cref="StaleFenceException">A later holder has been there. Nothing was changed.</exception>
    /// <exception cref="LockLostException">The lock is known to be lost. Nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">The query finds more than one row. Nothing was changed.</exception>
    /// <exception cref="NotSupportedException">The model or the query is such that no single atomic statement does this; the message says why.</exception>
    /// <exception cref="OutcomeUnknownException">The reply was lost and there is no operation id that makes it safe to repeat.</exception>
    public static Task<bool> UpdateFencedAsync<TEntity>(
        this IQueryable<TEntity> query, Expression<Func<TEntity, long?>> fence, LockHandle holder,
        IReadOnlyList<(Expression<Func<TEntity, object?>> Property, object? Value)> values,
        OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class =>
        EntityFence.UpdateAsync(query, fence, holder, values, operationId, options, cancellationToken);
}

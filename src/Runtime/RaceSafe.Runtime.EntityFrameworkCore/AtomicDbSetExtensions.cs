using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace RaceSafe;

/// <summary>Get-or-create of entities.</summary>
public static class AtomicDbSetExtensions
{
    /// <summary>
    /// Inserts an entity unless a row with the same unique properties exists: of all concurrent callers one inserts, and all get the row. One
    /// INSERT … ON CONFLICT DO NOTHING, then a read; SaveChanges is not called.
    /// </summary>
    /// <param name="set">The set.</param>
    /// <param name="entity">
    /// What to insert: its own columns, without navigations and owned types. It is not tracked afterwards; go on with the result.
    /// </param>
    /// <param name="unique">The properties of a primary key, alternate key or unique index of the model: <c>a => new { a.UserId, a.Provider }</c>.</param>
    /// <param name="operationId">Makes a repeat know that it was this operation that inserted the row.</param>
    /// <param name="options">Retries, and how long operation ids are remembered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Applied when this call inserted the row, refused when it was there. The value is the row, read by EF Core without query filters.</returns>
    /// <exception cref="ArgumentException">The properties are not unique by the model, or one of them is null.</exception>
    /// <exception cref="NotSupportedException">The entity has navigations that are set, owned types, or more than one table.</exception>
    /// <exception cref="InvalidOperationException">The entity is tracked already, or the row was deleted by another caller at the same moment.</exception>
    /// <exception cref="OutcomeUnknownException">The reply was lost and there is no operation id that makes it safe to repeat.</exception>
    public static Task<AtomicResult<TEntity>> InsertIfAbsentAsync<TEntity>(
        this DbSet<TEntity> set, TEntity entity, Expression<Func<TEntity, object?>> unique,
        OperationId operationId = default, AtomicStoreOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(unique);
        return EntityInsert.RunAsync(set, entity, unique, operationId, options, cancellationToken);
    }
}

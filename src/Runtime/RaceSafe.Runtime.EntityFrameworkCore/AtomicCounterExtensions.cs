using System.Linq.Expressions;
using Microsoft.Extensions.Logging;

namespace RaceSafe;

/// <summary>Finds, and repairs, counters of entities that differ from the entities that they count.</summary>
public static class AtomicCounterExtensions
{
    /// <summary>
    /// Compares the counter of every entity of a query with what it counts, in one statement and without locks:
    /// <c>db.Events.VerifyCounterAsync(e => e.ConfirmedSpots, db.Registrations.Where(r => r.Status == Confirmed), r => r.EventId, r => r.Spots)</c>. Each difference is reported,
    /// counted by the metric <c>racesafe.counter.drift</c> and logged as event 40.
    /// </summary>
    /// <param name="counters">The entities with the counter; their primary key is one property.</param>
    /// <param name="counter">A property of integers.</param>
    /// <param name="source">What is counted, of the same context; any query that EF Core translates.</param>
    /// <param name="sourceKey">Its property that refers to the key of the counter's entity.</param>
    /// <param name="amount">The integers to add up; null counts entities.</param>
    /// <param name="repair">
    /// Sets each counter that differs right: locks its row, counts again in that transaction, writes. Increments that are made meanwhile, in one transaction with what they count, are not
    /// lost. Call again after an exception: what was repaired before it stays repaired. A tracked entity gets the new value.
    /// </param>
    /// <param name="options">Retries of repairs. Default: 10 s.</param>
    /// <param name="logger">Gets event 40 for each difference; default none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The counters that differ, by rising key; empty when all are right.</returns>
    /// <exception cref="ArgumentException">The queries belong to two contexts.</exception>
    /// <exception cref="InvalidOperationException">A repair was asked for and a transaction is under way.</exception>
    /// <exception cref="NotSupportedException">The model keeps the entity or the counter in a way that cannot be repaired by one statement, or its key has several properties.</exception>
    public static Task<IReadOnlyList<CounterDrift>> VerifyCounterAsync<TEntity, TSource>(
        this IQueryable<TEntity> counters, Expression<Func<TEntity, long?>> counter,
        IQueryable<TSource> source, Expression<Func<TSource, object?>> sourceKey, Expression<Func<TSource, long?>>? amount = null,
        bool repair = false, AtomicStoreOptions? options = null, ILogger? logger = null, CancellationToken cancellationToken = default)
        where TEntity : class
        where TSource : class
    {
        ArgumentNullException.ThrowIfNull(counter);
        ArgumentNullException.ThrowIfNull(sourceKey);
        var comparison = new CounterComparison<TEntity, TSource>(counters, counter, source, sourceKey, amount);
        return EntityCounter.RunAsync(comparison, repair, options, logger, cancellationToken);
    }
}

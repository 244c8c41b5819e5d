using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace RaceSafe;

/// <summary>Finds, and repairs, counters that differ from the rows that they count.</summary>
public static class DbCounterExtensions
{
    /// <summary>
    /// Compares every counter with its source rows, in one statement and without locks. Each difference is reported, counted by the metric <c>racesafe.counter.drift</c> and logged as
    /// event 40.
    /// </summary>
    /// <param name="source">Gives connections of Npgsql or Microsoft.Data.Sqlite.</param>
    /// <param name="rule">The counter and what it counts.</param>
    /// <param name="repair">
    /// Sets each counter that differs right: locks its row, counts again in that transaction, writes. Increments that are made meanwhile, in one transaction with their source rows, are not
    /// lost. Call again after an exception: what was repaired before it stays repaired.
    /// </param>
    /// <param name="options">Retries. Default: 10 s.</param>
    /// <param name="logger">Gets event 40 for each difference; default none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The counters that differ, by rising key; empty when all are right.</returns>
    /// <exception cref="ArgumentException">A name is malformed.</exception>
    public static Task<IReadOnlyList<CounterDrift>> VerifyCounterAsync(
        this DbDataSource source, CounterRule rule, bool repair = false, AtomicStoreOptions? options = null, ILogger? logger = null, CancellationToken cancellationToken = default) =>
        CounterVerification.RunAsync(new SqlCaller(source), rule, repair, options, logger, cancellationToken);

    /// <summary>As the other overload, on a connection, such as that of an EF Core context: <c>context.Database.GetDbConnection()</c>.</summary>
    /// <param name="connection">The connection; opened for the call when closed.</param>
    /// <param name="rule">The counter and what it counts.</param>
    /// <param name="repair">Sets each counter that differs right, in transactions of its own.</param>
    /// <param name="options">Retries. Default: 10 s.</param>
    /// <param name="logger">Gets event 40 for each difference; default none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The counters that differ, by rising key; empty when all are right.</returns>
    /// <exception cref="ArgumentException">A name is malformed.</exception>
    /// <exception cref="InvalidOperationException">A repair was asked for and a transaction is under way.</exception>
    public static Task<IReadOnlyList<CounterDrift>> VerifyCounterAsync(
        this DbConnection connection, CounterRule rule, bool repair = false, AtomicStoreOptions? options = null, ILogger? logger = null, CancellationToken cancellationToken = default) =>
        CounterVerification.RunAsync(new SqlCaller(connection, transaction: null), rule, repair, options, logger, cancellationToken);
}

using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace RaceSafe;

internal static class EntityCounter
{
    public static async Task<IReadOnlyList<CounterDrift>> RunAsync<TEntity, TSource>(
        CounterComparison<TEntity, TSource> comparison, bool repair, AtomicStoreOptions? options, ILogger? logger, CancellationToken cancellationToken)
        where TEntity : class
        where TSource : class
    {
        options?.Validate();
        var caller = ContextCaller.Of(comparison.Context);
        if (repair) CounterVerification.CheckRepair(caller);
        var found = await comparison.All.Where(row => row.Counter != row.Expected).ToListAsync(cancellationToken).ConfigureAwait(false);
        var drifts = new List<CounterDrift>(found.Count);
        foreach (var row in found.OrderBy(row => row.Key))
        {
            var drift = new CounterDrift(row.Key, row.Counter, row.Expected, Repaired: false);
            if (repair) drift = await RepairAsync(caller, comparison, drift, options, cancellationToken).ConfigureAwait(false);
            CounterVerification.Report(caller, comparison.Table.Name, comparison.Column, drift, logger);
            drifts.Add(drift);
        }

        return drifts;
    }

    private static async Task<CounterDrift> RepairAsync<TEntity, TSource>(
        SqlCaller caller, CounterComparison<TEntity, TSource> comparison, CounterDrift drift, AtomicStoreOptions? options, CancellationToken cancellationToken)
        where TEntity : class
        where TSource : class
    {
        var (table, key) = (comparison.Table, EntityTable.ToColumn(comparison.Key, drift.Key)!);
        var keyColumn = table.Column(comparison.Key);
        TrackedRow.CheckKey<TEntity>(comparison.Context, table);
        var repaired = await RowLocks.RunAsync(caller, table.Name, keyColumn, [key], async (rows, ct) =>
        {
            if (rows.Keys.Count == 0) return drift;
            long? counter;
            long expected;
            await using (var count = comparison.Of(drift.Key).CreateDbCommand()) // run here and not by EF Core, whose retries know nothing of this transaction
            {
                (count.Connection, count.Transaction) = (rows.Connection, rows.Transaction);
                await using var reader = await count.ExecuteReaderAsync(ct).ConfigureAwait(false);
                if (!await reader.ReadAsync(ct).ConfigureAwait(false)) return drift;
                (counter, expected) = (Integer(reader[nameof(CountedRow.Counter)]), Integer(reader[nameof(CountedRow.Expected)]) ?? 0);
            }

            if (counter == expected) return drift;
            await CounterVerification.SetAsync(rows, table.Name, keyColumn, comparison.Column, key, expected, ct).ConfigureAwait(false);
            return new CounterDrift(drift.Key, counter, expected, Repaired: true);
        }, RowLockMode.Wait, [], options, cancellationToken).ConfigureAwait(false);
        if (repaired.Repaired) TrackedRow.Refresh<TEntity>(comparison.Context, table, comparison.Counter, [key], comparison.ToProperty(repaired.Expected));
        return repaired;
    }

    private static long? Integer(object value) => value is DBNull ? null : Convert.ToInt64(value, CultureInfo.InvariantCulture);
}

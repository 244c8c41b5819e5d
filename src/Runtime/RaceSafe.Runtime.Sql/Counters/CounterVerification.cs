using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RaceSafe;

/// <summary>
/// Compares all counters with their source rows in one statement, so in one snapshot: a change that is made in one transaction with its counter is never seen half.
/// </summary>
/// <remarks>
/// A repair locks the counter's row first and counts again in the same transaction. Whoever changes rows and counter in one transaction has either committed both by then, or will
/// add its difference to what the repair leaves; so no increment is lost to a repair, and none is counted twice.
/// </remarks>
internal static partial class CounterVerification
{
    private static readonly AtomicStoreOptions Default = new();

    public static async Task<IReadOnlyList<CounterDrift>> RunAsync(
        SqlCaller caller, CounterRule rule, bool repair, AtomicStoreOptions? options, ILogger? logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rule);
        rule.Check();
        options?.Validate();
        if (repair) CheckRepair(caller);
        var found = await caller.RunAsync((session, ct) => FindAsync(session, rule, ct), repeatable: true, OperationId.None, confirm: null, options ?? Default, writes: false,
            cancellationToken, "verify_counter").ConfigureAwait(false);
        var drifts = new List<CounterDrift>(found.Count);
        foreach (var drift in found)
        {
            var seen = repair ? await RepairAsync(caller, rule, drift, options, cancellationToken).ConfigureAwait(false) : drift;
            Report(caller, rule.Table, rule.Column, seen, logger);
            drifts.Add(seen);
        }

        return drifts;
    }

    /// <summary>Counts and logs a difference.</summary>
    public static void Report(SqlCaller caller, SqlTable table, string column, CounterDrift drift, ILogger? logger)
    {
        Instruments.CounterDrift(caller.Dialect.Backend, table.Name, column, drift.Difference, drift.Repaired);
        LogDrift(logger ?? NullLogger.Instance, table.Name, column, drift.Difference, drift.Repaired);
    }

    /// <summary>Refuses to repair within a transaction of the caller.</summary>
    public static void CheckRepair(SqlCaller caller)
    {
        if (caller.InTransaction)
            throw new InvalidOperationException("A repair locks row by row in transactions of its own, and one is under way on this connection. Call it outside of that.");
    }

    /// <summary>Sets the counter of a locked row.</summary>
    public static async Task SetAsync(LockedRows<object> rows, SqlTable table, string keyColumn, string column, object key, long value, CancellationToken cancellationToken)
    {
        await using var update = Command(rows, $"UPDATE {table} SET {SqlIdentifier.Quote(column)} = @racesafe_expected WHERE {SqlIdentifier.Quote(keyColumn)} = @racesafe_key", key);
        RowOperation.Add(update, "racesafe_expected", value);
        await update.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<List<CounterDrift>> FindAsync(SqlSession session, CounterRule rule, CancellationToken cancellationToken)
    {
        var (key, column, sourceKey) = (SqlIdentifier.Quote(rule.KeyColumn), SqlIdentifier.Quote(rule.Column), SqlIdentifier.Quote(rule.SourceKeyColumn));
        await using var command = session.CreateCommand($"""
            SELECT racesafe_row.{key}, racesafe_row.{column}, CAST(COALESCE(racesafe_source.total, 0) AS bigint)
            FROM {rule.Table} AS racesafe_row
            LEFT JOIN (SELECT {sourceKey} AS source_key, {Aggregate(rule)} AS total FROM {rule.SourceTable}{Where(rule)} GROUP BY {sourceKey}) AS racesafe_source
                ON racesafe_source.source_key = racesafe_row.{key}
            WHERE racesafe_row.{column} IS DISTINCT FROM COALESCE(racesafe_source.total, 0)
            ORDER BY racesafe_row.{key}
            """);
        Bind(command, rule);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var drifts = new List<CounterDrift>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            drifts.Add(new(reader.GetValue(0), NumberRange.Read<long>(reader.IsDBNull(1) ? null : reader.GetValue(1)), reader.GetInt64(2), Repaired: false));
        return drifts;
    }

    private static async Task<CounterDrift> RepairAsync(SqlCaller caller, CounterRule rule, CounterDrift drift, AtomicStoreOptions? options, CancellationToken cancellationToken)
    {
        var (key, column) = (SqlIdentifier.Quote(rule.KeyColumn), SqlIdentifier.Quote(rule.Column));
        return await RowLocks.RunAsync(caller, rule.Table, rule.KeyColumn, [drift.Key], async (rows, ct) =>
        {
            if (rows.Keys.Count == 0) return drift;
            await using var count = Command(rows, $"""
                SELECT {column}, CAST(COALESCE((SELECT {Aggregate(rule)} FROM {rule.SourceTable}{Where(rule, SqlIdentifier.Quote(rule.SourceKeyColumn) + " = @racesafe_key")}), 0) AS bigint)
                FROM {rule.Table} WHERE {key} = @racesafe_key
                """, drift.Key);
            Bind(count, rule);
            long? counter;
            long expected;
            await using (var reader = await count.ExecuteReaderAsync(ct).ConfigureAwait(false))
            {
                await reader.ReadAsync(ct).ConfigureAwait(false);
                (counter, expected) = (NumberRange.Read<long>(reader.IsDBNull(0) ? null : reader.GetValue(0)), reader.GetInt64(1));
            }

            if (counter == expected) return drift;
            await SetAsync(rows, rule.Table, rule.KeyColumn, rule.Column, drift.Key, expected, ct).ConfigureAwait(false);
            return new CounterDrift(drift.Key, counter, expected, Repaired: true);
        }, RowLockMode.Wait, [], options, cancellationToken).ConfigureAwait(false);
    }

    private static DbCommand Command(LockedRows<object> rows, string text, object key)
    {
        var command = rows.Connection.CreateCommand();
        (command.CommandText, command.Transaction) = (text, rows.Transaction);
        RowOperation.Add(command, "racesafe_key", key);
        return command;
    }

    private static void Bind(DbCommand command, CounterRule rule)
    {
        foreach (var (name, value) in rule.SourceFilterValues ?? new Dictionary<string, object?>()) RowOperation.Add(command, name, value);
    }

    private static string Aggregate(CounterRule rule) => rule.SourceColumn is { } column ? $"SUM({SqlIdentifier.Quote(column)})" : "COUNT(*)";

    private static string Where(CounterRule rule, string? more = null)
    {
        var conditions = new[] { more, rule.SourceFilter is { } filter ? $"({filter})" : null }.OfType<string>().ToArray();
        return conditions.Length == 0 ? "" : " WHERE " + string.Join(" AND ", conditions);
    }

    [LoggerMessage(EventId = 40, EventName = "CounterDrift", Level = LogLevel.Warning,
        Message = "A counter in {Table}.{Column} differs by {Difference} from the rows that it counts; repaired: {Repaired}.")]
    private static partial void LogDrift(ILogger logger, string table, string column, long difference, bool repaired);
}

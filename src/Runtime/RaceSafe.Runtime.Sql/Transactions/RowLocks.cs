using System.Data.Common;
using Npgsql;

namespace RaceSafe;

/// <summary>Locks rows one after the other in rising order of their keys, in one round trip.</summary>
internal static class RowLocks
{
    private static readonly Remembered<(SqlDialect, SqlTable, string, ColumnNames, RowLockMode), string> Known = new();

    public static async Task<T> RunAsync<TKey, T>(
        SqlCaller caller, SqlTable table, string keyColumn, IEnumerable<TKey> keys, Func<LockedRows<TKey>, CancellationToken, Task<T>> body,
        RowLockMode mode, IReadOnlyList<string> columns, AtomicStoreOptions? options, CancellationToken cancellationToken)
        where TKey : notnull
    {
        table.CheckGiven(nameof(table));
        SqlIdentifier.Check(keyColumn);
        foreach (var column in columns) SqlIdentifier.Check(column, nameof(columns));
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(body);
        if (mode is not (RowLockMode.Wait or RowLockMode.NoWait or RowLockMode.SkipLocked)) throw new ArgumentOutOfRangeException(nameof(mode), mode, null);
        if (mode != RowLockMode.Wait && caller.Dialect == SqlDialect.Sqlite)
            throw new NotSupportedException($"SQLite locks the whole file, not rows: {mode} is not possible there.");

        var order = typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal : Comparer<TKey>.Default;
        var sorted = keys.Distinct().Order(order).ToArray();
        if (sorted.Length == 0) throw new ArgumentException("There is no key to lock.", nameof(keys));
        var select = Select(caller.Dialect, table, keyColumn, columns, mode);
        var locked = false;
        try
        {
            return await TransactionRunner.RunAsync(caller, serializable: false, async (session, transaction, ct) =>
            {
                // The body runs once: only what failed before it may be tried again.
                if (locked) throw new InvalidOperationException("The transaction was rolled back after the rows had been locked; the body is not run a second time.");
                var rows = await LockAsync(session, transaction, select, sorted, columns, ct).ConfigureAwait(false);
                locked = true;
                return await body(rows, ct).ConfigureAwait(false);
            }, () => !locked && mode != RowLockMode.NoWait, options, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException failure) when (mode == RowLockMode.NoWait && !locked && failure.SqlState == PostgreSqlFailures.LockNotAvailable)
        {
            throw new TimeoutException("A row is locked by another transaction.", failure);
        }
    }

    private static string Select(SqlDialect dialect, SqlTable table, string keyColumn, IReadOnlyList<string> columns, RowLockMode mode) =>
        Known.Get((dialect, table, keyColumn, ColumnNames.Of(columns), mode), (dialect, table, keyColumn, columns, mode), static asked =>
        {
            var (dialect, table, keyColumn, columns, mode) = asked;
            // The first column is the id of the transaction, which the lock gives it anyway: nobody needs to ask for it before the commit then.
            var select = $"SELECT {(dialect == SqlDialect.Sqlite ? "NULL" : "pg_current_xact_id()::text")}{string.Concat(columns.Select(c => $", {SqlIdentifier.Quote(c)}"))} FROM {table} WHERE {SqlIdentifier.Quote(keyColumn)} = ";
            return dialect == SqlDialect.Sqlite ? select + "@k" : select + "$1 FOR NO KEY UPDATE" + mode switch
            {
                RowLockMode.NoWait => " NOWAIT",
                RowLockMode.SkipLocked => " SKIP LOCKED",
                _ => "",
            };
        });

    private static async Task<LockedRows<TKey>> LockAsync<TKey>(
        SqlSession session, DbTransaction transaction, string select, TKey[] sorted, IReadOnlyList<string> columns, CancellationToken cancellationToken)
        where TKey : notnull
    {
        if (session.Connection is NpgsqlConnection connection)
        {
            await using var batch = new NpgsqlBatch(connection, (NpgsqlTransaction)transaction);
            foreach (var key in sorted) batch.BatchCommands.Add(new(select) { Parameters = { new() { Value = key } } });
            await using var results = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            return await ReadAsync(session, transaction, results, sorted, columns, cancellationToken).ConfigureAwait(false);
        }

        await using var command = session.CreateCommand(string.Join(";\n", sorted.Select((_, i) => select + i)));
        for (var i = 0; i < sorted.Length; i++) RowOperation.Add(command, $"k{i}", sorted[i]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(session, transaction, reader, sorted, columns, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<LockedRows<TKey>> ReadAsync<TKey>(
        SqlSession session, DbTransaction transaction, DbDataReader reader, TKey[] sorted, IReadOnlyList<string> columns, CancellationToken cancellationToken)
        where TKey : notnull
    {
        var found = new List<TKey>(sorted.Length);
        var values = new Dictionary<TKey, IReadOnlyDictionary<string, object?>>(sorted.Length);
        foreach (var key in sorted)
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                session.TransactionId = SqlRow.Read(reader, 0) as string;
                var row = new Dictionary<string, object?>(columns.Count);
                for (var i = 0; i < columns.Count; i++) row.Add(columns[i], SqlRow.Read(reader, i + 1));
                found.Add(key);
                values[key] = row;
            }

            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        return new(session.Connection, transaction, found) { Values = values };
    }
}

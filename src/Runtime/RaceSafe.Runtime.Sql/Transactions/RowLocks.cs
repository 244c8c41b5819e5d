using System.Data.Common;
using Npgsql;

namespace RaceSafe;

/// <summary>Locks rows one after the other in rising order of their keys, in one round trip.</summary>
internal static class RowLocks
{
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
        var text = string.Join(";\n", sorted.Select((_, i) => Select(caller.Dialect, table, SqlIdentifier.Quote(keyColumn), i, columns, mode)).Concat(caller.Dialect.TransactionId is { } id ? [$"SELECT -1, {id}"] : []));
        var locked = false;
        try
        {
            return await TransactionRunner.RunAsync(caller, serializable: false, async (session, transaction, ct) =>
            {
                // The body runs once: only what failed before it may be tried again.
                if (locked) throw new InvalidOperationException("The transaction was rolled back after the rows had been locked; the body is not run a second time.");
                var rows = await LockAsync(session, transaction, text, sorted, columns, ct).ConfigureAwait(false);
                locked = true;
                return await body(rows, ct).ConfigureAwait(false);
            }, () => !locked && mode != RowLockMode.NoWait, options, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException failure) when (mode == RowLockMode.NoWait && !locked && failure.SqlState == PostgreSqlFailures.LockNotAvailable)
        {
            throw new TimeoutException("A row is locked by another transaction.", failure);
        }
    }

    private static string Select(SqlDialect dialect, SqlTable table, string keyColumn, int index, IReadOnlyList<string> columns, RowLockMode mode) =>
        $"SELECT {index}{string.Concat(columns.Select(c => $", {SqlIdentifier.Quote(c)}"))} FROM {table} WHERE {keyColumn} = @k{index}" + (dialect == SqlDialect.Sqlite ? "" : " FOR NO KEY UPDATE" + mode switch
        {
            RowLockMode.NoWait => " NOWAIT",
            RowLockMode.SkipLocked => " SKIP LOCKED",
            _ => "",
        });

    // On PostgreSQL the last result is the id of the transaction, which has one as soon as it has locked a row: nobody needs to ask for it before the commit then.
    private static async Task<LockedRows<TKey>> LockAsync<TKey>(
        SqlSession session, DbTransaction transaction, string text, TKey[] sorted, IReadOnlyList<string> columns, CancellationToken cancellationToken)
        where TKey : notnull
    {
        await using var command = session.CreateCommand(text);
        for (var i = 0; i < sorted.Length; i++) RowOperation.Add(command, $"k{i}", sorted[i]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var (found, values) = (new List<TKey>(), new Dictionary<TKey, IReadOnlyDictionary<string, object?>>());
        do
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (Convert.ToInt32(reader.GetValue(0)) is >= 0 and var index)
                {
                    found.Add(sorted[index]);
                    values[sorted[index]] = columns.Select((c, i) => KeyValuePair.Create(c, SqlRow.Read(reader, i + 1))).ToDictionary();
                }
                else
                {
                    session.TransactionId = SqlRow.Read(reader, 1) as string;
                }
            }
        }
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
        return new(session.Connection, transaction, found) { Values = values };
    }
}

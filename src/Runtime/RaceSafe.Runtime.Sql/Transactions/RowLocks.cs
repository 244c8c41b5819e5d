using System.Data.Common;
using Npgsql;

namespace RaceSafe;

/// <summary>Locks rows one after the other in rising order of their keys, in one round trip.</summary>
internal static class RowLocks
{
    public static async Task<T> RunAsync<TKey, T>(
        SqlCaller caller, SqlTable table, string keyColumn, IEnumerable<TKey> keys, Func<LockedRows<TKey>, CancellationToken, Task<T>> body,
        RowLockMode mode, AtomicStoreOptions? options, CancellationToken cancellationToken)
        where TKey : notnull
    {
        table.CheckGiven(nameof(table));
        SqlIdentifier.Check(keyColumn);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(body);
        if (mode is not (RowLockMode.Wait or RowLockMode.NoWait or RowLockMode.SkipLocked)) throw new ArgumentOutOfRangeException(nameof(mode), mode, null);
        if (mode != RowLockMode.Wait && caller.Dialect == SqlDialect.Sqlite)
            throw new NotSupportedException($"SQLite locks the whole file, not rows: {mode} is not possible there.");

        var order = typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal : Comparer<TKey>.Default;
        var sorted = keys.Distinct().Order(order).ToArray();
        if (sorted.Length == 0) throw new ArgumentException("There is no key to lock.", nameof(keys));
        var text = string.Join(";\n", sorted.Select((_, i) => Select(caller.Dialect, table, SqlIdentifier.Quote(keyColumn), i, mode)));
        var locked = false;
        try
        {
            return await TransactionRunner.RunAsync(caller, serializable: false, async (session, transaction, ct) =>
            {
                // The body runs once: only what failed before it may be tried again.
                if (locked) throw new InvalidOperationException("The transaction was rolled back after the rows had been locked; the body is not run a second time.");
                var found = await LockAsync(session, text, sorted, ct).ConfigureAwait(false);
                locked = true;
                return await body(new LockedRows<TKey>(session.Connection, transaction, found), ct).ConfigureAwait(false);
            }, () => !locked && mode != RowLockMode.NoWait, options, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException failure) when (mode == RowLockMode.NoWait && !locked && failure.SqlState == PostgreSqlFailures.LockNotAvailable)
        {
            throw new TimeoutException("A row is locked by another transaction.", failure);
        }
    }

    private static string Select(SqlDialect dialect, SqlTable table, string column, int index, RowLockMode mode) =>
        $"SELECT {index} FROM {table} WHERE {column} = @k{index}" + (dialect == SqlDialect.Sqlite ? "" : " FOR NO KEY UPDATE" + mode switch
        {
            RowLockMode.NoWait => " NOWAIT",
            RowLockMode.SkipLocked => " SKIP LOCKED",
            _ => "",
        });

    private static async Task<IReadOnlyList<TKey>> LockAsync<TKey>(SqlSession session, string text, TKey[] sorted, CancellationToken cancellationToken)
    {
        await using var command = session.CreateCommand(text);
        for (var i = 0; i < sorted.Length; i++) RowOperation.Add(command, $"k{i}", sorted[i]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var found = new List<TKey>();
        do
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) found.Add(sorted[Convert.ToInt32(reader.GetValue(0))]);
        }
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
        return found;
    }
}

using System.Data.Common;

namespace RaceSafe;

/// <summary>
/// The tables that operation ids, sequences and <see cref="SqlAtomicStore"/> need: <c>racesafe_ops</c>, <c>racesafe_sequences</c>,
/// <c>racesafe_entries</c>, <c>racesafe_locks</c> for <see cref="SqlLockProvider"/>, and <c>racesafe_idempotency</c> for <see cref="SqlIdempotencyStore"/>.
/// They are never created silently: put <see cref="Script"/> into your migrations, or call <see cref="CreateAsync"/>.
/// </summary>
public static class SqlSchema
{
    /// <summary>The statements that create the tables, each only where it is missing.</summary>
    /// <param name="connection">Says for which database; not opened.</param>
    /// <exception cref="NotSupportedException">The connection is neither of Npgsql nor of Microsoft.Data.Sqlite.</exception>
    public static string Script(DbConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var name = SqlDialect.Of(connection).Backend + ".sql";
        using var reader = new StreamReader(typeof(SqlSchema).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>
    /// Creates the tables that are missing, and switches a SQLite file to write-ahead logging, so that readers do not wait for writers. Safe to call
    /// from several processes at once.
    /// </summary>
    public static async Task CreateAsync(DbConnection connection, CancellationToken cancellationToken = default)
    {
        var script = Script(connection);
        var caller = new SqlCaller(connection, transaction: null);
        var (before, after) = caller.Dialect == SqlDialect.PostgreSql
            ? ("BEGIN; SELECT pg_advisory_xact_lock(hashtext('racesafe schema'));", ";COMMIT") // IF NOT EXISTS alone races with itself
            : ("PRAGMA journal_mode = WAL;", "");
        await caller.RunAsync(async (session, token) =>
        {
            await using var command = session.CreateCommand(before + script + after);
            return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
        }, repeatable: true, OperationId.None, null, new AtomicStoreOptions(), writes: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes what has expired, at most so many rows per table, so that no lock is held for long. Call it now and then until it returns 0.</summary>
    /// <param name="connection">The connection; opened for the call when closed.</param>
    /// <param name="batch">Most rows to delete per table, at least 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Rows deleted.</returns>
    public static Task<int> DeleteExpiredAsync(DbConnection connection, int batch = 1000, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        var caller = new SqlCaller(connection, transaction: null);
        var row = caller.Dialect == SqlDialect.PostgreSql ? "ctid" : null;
        var now = caller.Dialect.Now;
        string Delete(string table, string key, long since = 0) => $"DELETE FROM {table} WHERE ({row ?? key}) IN (SELECT {row ?? key} FROM {table} WHERE expires_at <= {now} - {since} LIMIT @batch) AND expires_at <= {now} - {since}";
        return caller.RunAsync(async (session, token) =>
        {
            // The row of a lock keeps its last fence, for the case that the clock is set back: for a day.
            await using var command = session.CreateCommand(
                $"{Delete("racesafe_ops", "scope, op_id")}; {Delete("racesafe_entries", "entry_key, field")}; {Delete("racesafe_idempotency", "idempotency_key")}; {Delete("racesafe_locks", "name", since: 86_400_000)}");
            RowOperation.Add(command, "batch", batch);
            return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
        }, repeatable: true, OperationId.None, null, new AtomicStoreOptions(), writes: true, cancellationToken).AsTask();
    }
}

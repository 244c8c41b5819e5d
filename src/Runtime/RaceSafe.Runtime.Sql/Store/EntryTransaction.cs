using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace RaceSafe;

/// <summary>Lock a key, read it, decide, write, commit.</summary>
/// <param name="now">The clock of the database, as an expression.</param>
/// <param name="begin">Begins a transaction in which <c>@lock</c> is held, and what is read is what is committed.</param>
/// <param name="idLifetime">How long results are remembered, in milliseconds.</param>
internal sealed class EntryTransaction(string now, string begin, long idLifetime)
{
    // Of a hash some row comes along even when the field is absent: it tells the kind of the key and when it expires.
    private readonly string _read = $"""
        SELECT {now}, e.field, e.value, e.expires_at FROM (SELECT 1 AS one) AS always LEFT JOIN
        (SELECT field, value, expires_at FROM racesafe_entries WHERE entry_key = @key ORDER BY field = @field DESC LIMIT 1) AS e ON 1 = 1
        """;

    private readonly string _recall = $"SELECT result FROM racesafe_ops WHERE scope = @scope AND op_id = @id AND expires_at > {now}";

    public static EntryTransaction For(SqlDialect dialect, long idLifetime) => dialect == SqlDialect.PostgreSql
        // READ COMMITTED by name: in any other level the statements after the wait would still see what was there before it.
        ? new(dialect.Now, "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(@lock)", idLifetime)
        : new(dialect.Now, "BEGIN IMMEDIATE", idLifetime);

    public async ValueTask<Entry> ReadAsync(SqlSession session, EntryName name, CancellationToken cancellationToken)
    {
        await using var command = Command(session, _read, name);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(reader, name, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Confirmation> ConfirmAsync(SqlSession session, EntryName name, OperationId id, CancellationToken cancellationToken)
    {
        await using var command = Command(session, _recall, name, id);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is null ? Confirmation.NotApplied : Confirmation.Applied;
    }

    public async ValueTask<AtomicResult<T>> RunAsync<T>(
        SqlSession session, EntryName name, OperationId id, Func<Entry, EntryChange<T>> decide, CancellationToken cancellationToken)
    {
        var ended = false;
        try
        {
            var (entry, first) = await BeginAsync(session, name, id, cancellationToken).ConfigureAwait(false);
            var change = first is null ? decide(entry) : EntryChange<T>.Recognize(StoredResult.Read<T>(first));
            await WriteAsync(session, entry, change, id, cancellationToken).ConfigureAwait(false);
            ended = true;
            return change.Result;
        }
        finally
        {
            if (!ended) await RollbackAsync(session).ConfigureAwait(false);
        }
    }

    private async ValueTask<(Entry Entry, string? First)> BeginAsync(SqlSession session, EntryName name, OperationId id, CancellationToken cancellationToken)
    {
        await using var command = Command(session, $"{begin}; {_read}{(id.IsNone ? "" : $"; {_recall}")}", name, id);
        if (begin.Contains("@lock", StringComparison.Ordinal)) RowOperation.Add(command, "lock", LockOf(name.Key));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (begin.Contains("@lock", StringComparison.Ordinal)) await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var entry = await ReadAsync(reader, name, cancellationToken).ConfigureAwait(false);
        if (id.IsNone) return (entry, null);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return (entry, await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetString(0) : null);
    }

    private static async ValueTask<Entry> ReadAsync(DbDataReader reader, EntryName name, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var now = reader.GetInt64(0);
        if (reader.IsDBNull(1)) return new(name, false, false, null, null, Stale: false, now);
        var expires = reader.IsDBNull(3) ? (long?)null : reader.GetInt64(3);
        if (expires <= now) return new(name, false, false, null, null, Stale: true, now);
        var field = reader.GetString(1);
        return new(name, true, field.Length > 0, field == name.Field ? reader.GetFieldValue<byte[]>(2) : null, expires, Stale: false, now);
    }

    private async ValueTask WriteAsync<T>(SqlSession session, Entry entry, EntryChange<T> change, OperationId id, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var deadline = change.Action == EntryAction.Replace ? (AtomicArguments.ToMilliseconds(change.Ttl) is { } ttl ? entry.Now + ttl : null) : entry.DeadlineAfter(change.Ttl, change.Mode);
        if (change.Action != EntryAction.None && (entry.Stale || change.Action == EntryAction.Replace)) text.Append("DELETE FROM racesafe_entries WHERE entry_key = @key; ");
        if (change.Action is EntryAction.Put or EntryAction.Replace)
            text.Append("""
                INSERT INTO racesafe_entries (entry_key, field, value, expires_at) VALUES (@key, @field, @value, @deadline)
                ON CONFLICT (entry_key, field) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at; 
                """);
        if (change.Action == EntryAction.Remove) text.Append("DELETE FROM racesafe_entries WHERE entry_key = @key AND field = @field; ");
        if (change.Action != EntryAction.None && entry.HoldsHash && deadline != entry.ExpiresAt) text.Append("UPDATE racesafe_entries SET expires_at = @deadline WHERE entry_key = @key; ");
        var remembers = !id.IsNone && change.Result.Outcome == AtomicOutcome.Applied;
        if (remembers)
            text.Append($"""
                INSERT INTO racesafe_ops (scope, op_id, result, expires_at) VALUES (@scope, @id, @result, {now} + @lifetime)
                ON CONFLICT (scope, op_id) DO UPDATE SET result = excluded.result, expires_at = excluded.expires_at; 
                """);
        await using var command = Command(session, text.Append("COMMIT").ToString(), entry.Name, id);
        if (change.Bytes is not null) RowOperation.Add(command, "value", change.Bytes);
        RowOperation.Add(command, "deadline", deadline);
        if (remembers)
        {
            RowOperation.Add(command, "result", StoredResult.Write(change.Result.Value));
            RowOperation.Add(command, "lifetime", idLifetime);
        }

        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask RollbackAsync(SqlSession session)
    {
        try
        {
            await using var command = session.CreateCommand("ROLLBACK");
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is DbException or InvalidOperationException)
        {
            // The connection is gone and the transaction with it; the failure that brought us here is the one to report.
        }
    }

    private static DbCommand Command(SqlSession session, string text, EntryName name, OperationId id = default)
    {
        var command = session.CreateCommand(text);
        RowOperation.Add(command, "key", name.Key);
        RowOperation.Add(command, "field", name.Field);
        if (id.IsNone) return command;
        RowOperation.Add(command, "scope", name.Scope);
        RowOperation.Add(command, "id", id.Value);
        return command;
    }

    private static long LockOf(string key) => BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes("racesafe:" + key)));
}

using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Numerics;
using Microsoft.Data.Sqlite;

namespace RaceSafe;

/// <summary>
/// SQLite. One writer at a time per file: BEGIN IMMEDIATE takes the write lock before the first read, so nothing that a step reads can
/// change before it writes. The writers of this process queue for it in memory instead of polling the file.
/// </summary>
internal sealed class SqliteDialect : SqlDialect
{
    private const int Busy = 5, Locked = 6;
    private static readonly AsyncKeyedLock<string> Writers = new(StringComparer.Ordinal);

    public override string Backend => "sqlite";

    public override string Now => "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";

    public override string Microseconds => "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)";

    public override string? TransactionId => null;

    public override FailureClass Classify(Exception failure, bool sent) => SqliteFailures.Classify(failure, sent);

    public override bool IsConflict(Exception failure) => failure is SqliteException { SqliteErrorCode: Busy or Locked };

    public override bool IsOverflow(Exception failure) => failure is SqliteException error && error.Message.Contains("integer overflow", StringComparison.Ordinal);

    public override bool IsMissingSchema(Exception failure) =>
        failure is SqliteException error && error.Message.Contains("no such table: racesafe_", StringComparison.Ordinal);

    // SQLite turns a sum beyond 64 bits into an approximate real and lets any number into a column; abs() of the smallest integer is its own
    // error for overflow.
    public override string Sum<T>(string column)
    {
        NumberRange.Check<T>();
        if (typeof(T) == typeof(decimal)) throw new NotSupportedException("SQLite has no decimal type; a sum of its text would be approximate. Keep the amount in a whole number of cents.");
        if (typeof(T) == typeof(double) || typeof(T) == typeof(float)) return $"{column} + @racesafe_by";
        var (least, most) = NumberRange.Of<T>();
        return $"CASE WHEN {column} + @racesafe_by NOT BETWEEN {least} AND {most} THEN abs(-9223372036854775807 - 1) ELSE {column} + @racesafe_by END";
    }

    public override string Returned(string alias, string column) => column; // it knows the updated table only, and not by its alias

    public override string Wide<T>(string value) => value; // beyond 64 bits it becomes a real, which compares right with integers

    public override async ValueTask<IDisposable?> EnterWriterAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var key = WriterKey(connection);
        if (WorkUnderWay.Find(work => work.Session.Connection is SqliteConnection held && WriterKey(held) == key) is not null)
            throw new InvalidOperationException("The unit of work that this call is made in holds the only write lock of the SQLite file: the call would wait for its own caller. Hand over the transaction of the unit, or call this after it.");
        return await Writers.LockAsync(key, cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask<DbTransaction> BeginAsync(DbConnection connection, bool serializable, CancellationToken cancellationToken) =>
        new(((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false));

    public override async ValueTask<RowOutcome> ExecuteAsync(SqlSession session, RowOperation operation, CancellationToken cancellationToken)
    {
        await using var own = session.Transaction is null ? await BeginAsync(session.Connection, false, cancellationToken).ConfigureAwait(false) : null;
        var result = await StepAsync(session.Connection, own ?? session.Transaction!, operation, cancellationToken).ConfigureAwait(false);
        if (own is not null) await own.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return result;
    }

    private static async ValueTask<RowOutcome> StepAsync(
        DbConnection connection, DbTransaction transaction, RowOperation operation, CancellationToken cancellationToken)
    {
        var text = operation.TextOf();
        var result = operation.Id.IsNone ? null : await RecallAsync(connection, transaction, operation, cancellationToken).ConfigureAwait(false);
        if (text.Target is { } target)
        {
            var (matches, keys, current) = await FindAsync(connection, transaction, operation, target, cancellationToken).ConfigureAwait(false);
            result = (result ?? await ChangeAsync(connection, transaction, operation, text, cancellationToken).ConfigureAwait(false))
                with { Matches = matches, Keys = keys, Current = current };
        }

        result ??= await ChangeAsync(connection, transaction, operation, text, cancellationToken).ConfigureAwait(false);
        if (text.After is null) return result;
        await using var after = Command(connection, transaction, operation, text.After);
        await using var reader = await after.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return result with { After = await SqlRow.ReadAsync(reader, cancellationToken).ConfigureAwait(false) };
    }

    private static async ValueTask<RowOutcome?> RecallAsync(
        DbConnection connection, DbTransaction transaction, RowOperation operation, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, transaction, operation,
            $"SELECT result FROM racesafe_ops WHERE scope = @racesafe_scope AND op_id = @racesafe_id AND expires_at > {Sqlite.Now}");
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is string first ? new(AtomicOutcome.Replayed, first) : null;
    }

    private static async ValueTask<(long Matches, object?[]? Keys, object? Current)> FindAsync(
        DbConnection connection, DbTransaction transaction, RowOperation operation, RowTarget target, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, transaction, operation, target.Query);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return default;
        object?[] keys = [.. Enumerable.Range(0, target.Keys).Select(i => SqlRow.Read(reader, i))];
        var current = SqlRow.Read(reader, target.Keys);
        if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) throw SeveralRows();
        return (1, keys, current);
    }

    private static async ValueTask<RowOutcome> ChangeAsync(
        DbConnection connection, DbTransaction transaction, RowOperation operation, RowText text, CancellationToken cancellationToken)
    {
        var with = text.Target is { } target ? $"WITH racesafe_target ({target.Columns}) AS (\n{target.Query}\n)\n" : "";
        var changed = false;
        object? value = null;
        await using (var command = Command(connection, transaction, operation, with + text.Change("TRUE")))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) (changed, value) = (true, SqlRow.Read(reader, 0));
            if (changed && await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) throw SeveralRows();
        }

        if (!changed || operation.Id.IsNone || value is null) return RowOutcome.Of(changed, value, first: null);
        await using var remember = Command(connection, transaction, operation, $"""
            INSERT INTO racesafe_ops (scope, op_id, result, expires_at)
            VALUES (@racesafe_scope, @racesafe_id, @racesafe_result, {Sqlite.Now} + @racesafe_lifetime)
            ON CONFLICT (scope, op_id) DO UPDATE SET result = excluded.result, expires_at = excluded.expires_at
            """);
        RowOperation.Add(remember, "racesafe_result", Convert.ToString(value, CultureInfo.InvariantCulture));
        await remember.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return RowOutcome.Of(changed, value, first: null);
    }

    private static InvalidOperationException SeveralRows() =>
        new("More than one row matches; an operation that returns a value works on one row. Name it by its primary key or a unique index.");

    private static DbCommand Command(DbConnection connection, DbTransaction transaction, RowOperation operation, string text)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        operation.AddParameters(command);
        return command;
    }

    private static string WriterKey(DbConnection connection) =>
        connection.DataSource is { Length: > 0 } file && file != ":memory:" ? Path.GetFullPath(file) : connection.ConnectionString;
}

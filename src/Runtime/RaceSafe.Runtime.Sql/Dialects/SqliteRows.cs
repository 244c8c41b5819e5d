using System.Data.Common;
using System.Globalization;

namespace RaceSafe;

/// <summary>Runs operations on rows on SQLite, and reads what became of them.</summary>
internal static class SqliteRows
{
    private static readonly Remembered<RowShape, SqlitePlan> Known = new();

    public static async ValueTask<RowOutcome> ExecuteAsync(SqlSession session, RowOperation operation, CancellationToken cancellationToken)
    {
        var plan = operation.Shape is { } shape ? Known.Get(shape, operation, static operation => new(operation)) : new SqlitePlan(operation);
        if (plan.Quick is { } quick && session.HasOwnTransactions
            && await ChangeAsync(session.Connection, null, operation, quick, cancellationToken).ConfigureAwait(false) is (true, { } value)) return RowOutcome.Of(true, value);

        await using var own = session.Transaction is null ? await SqlDialect.Sqlite.BeginAsync(session.Connection, false, cancellationToken).ConfigureAwait(false) : null;
        var result = await StepAsync(session.Connection, own ?? session.Transaction!, operation, plan, cancellationToken).ConfigureAwait(false);
        if (own is not null) await own.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return result;
    }

    private static async ValueTask<RowOutcome> StepAsync(
        DbConnection connection, DbTransaction transaction, RowOperation operation, SqlitePlan plan, CancellationToken cancellationToken)
    {
        var recalled = operation.Id.IsNone ? null : await RecallAsync(connection, transaction, operation, cancellationToken).ConfigureAwait(false);
        var found = plan.Target is { } target ? await FindAsync(connection, transaction, operation, target, cancellationToken).ConfigureAwait(false) : null;
        var result = recalled is not null ? RowOutcome.Replayed(recalled) : await ChangeAsync(connection, transaction, operation, plan, cancellationToken).ConfigureAwait(false);
        if (plan.After is null) return result with { Found = found };
        await using var after = Command(connection, transaction, operation, plan.After);
        await using var reader = await after.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return result with { Found = (found ?? new()) with { After = await SqlRow.ReadAsync(reader, cancellationToken).ConfigureAwait(false) } };
    }

    private static async ValueTask<string?> RecallAsync(DbConnection connection, DbTransaction transaction, RowOperation operation, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, transaction, operation,
            $"SELECT result FROM racesafe_ops WHERE scope = @racesafe_scope AND op_id = @racesafe_id AND expires_at > {SqlDialect.Sqlite.Now}");
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
    }

    private static async ValueTask<FoundRow> FindAsync(
        DbConnection connection, DbTransaction transaction, RowOperation operation, RowTarget target, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, transaction, operation, target.Query);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return new();
        object?[] keys = [.. Enumerable.Range(0, target.Keys).Select(i => SqlRow.Read(reader, i))];
        var current = SqlRow.Read(reader, target.Keys);
        if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) throw RowOperations.SeveralRows();
        return new() { Matches = 1, Keys = keys, Current = current };
    }

    private static async ValueTask<RowOutcome> ChangeAsync(
        DbConnection connection, DbTransaction transaction, RowOperation operation, SqlitePlan plan, CancellationToken cancellationToken)
    {
        var (changed, value) = await ChangeAsync(connection, transaction, operation, plan.Change, cancellationToken).ConfigureAwait(false);
        if (!changed || operation.Id.IsNone || value is null) return RowOutcome.Of(changed, value);
        await using var remember = Command(connection, transaction, operation, $"""
            INSERT INTO racesafe_ops (scope, op_id, result, expires_at)
            VALUES (@racesafe_scope, @racesafe_id, @racesafe_result, {SqlDialect.Sqlite.Now} + @racesafe_lifetime)
            ON CONFLICT (scope, op_id) DO UPDATE SET result = excluded.result, expires_at = excluded.expires_at
            """);
        RowOperation.Add(remember, "racesafe_result", Convert.ToString(value, CultureInfo.InvariantCulture));
        await remember.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return RowOutcome.Of(changed, value);
    }

    private static async ValueTask<(bool Changed, object? Value)> ChangeAsync(
        DbConnection connection, DbTransaction? transaction, RowOperation operation, string text, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, transaction, operation, text);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return default;
        var value = SqlRow.Read(reader, 0);
        // To the end: a statement that is a transaction of its own commits there, or fails.
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? throw RowOperations.SeveralRows() : (true, value);
    }

    private static DbCommand Command(DbConnection connection, DbTransaction? transaction, RowOperation operation, string text)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        operation.AddParameters(command);
        return command;
    }
}

/// <summary>The statements of an operation for SQLite. Made once for all operations of a shape.</summary>
internal sealed class SqlitePlan
{
    public SqlitePlan(RowOperation operation)
    {
        var text = operation.TextOf(operation);
        (Target, After) = (text.Target, text.After);
        Change = (Target is null ? "" : $"WITH racesafe_target ({Target.Columns}) AS (\n{Target.Query}\n)\n") + text.Change("TRUE");
        if (!operation.Id.IsNone || After is not null) return;
        Quick = text.IsOneRow ? Change : text.Direct?.Invoke($"(SELECT count(*) FROM {text.Row}) = 1");
    }

    public RowTarget? Target { get; }

    public string? After { get; }

    /// <summary>The change, for a transaction that reads more.</summary>
    public string Change { get; }

    /// <summary>
    /// One statement for the usual case, a transaction of its own: when nothing stands in the way it is all there is to do, otherwise it changes nothing and does not say why. Null where there is
    /// none.
    /// </summary>
    public string? Quick { get; }
}

using System.Data;
using System.Data.Common;
using System.Numerics;
using System.Text;
using Npgsql;

namespace RaceSafe;

/// <summary>
/// PostgreSQL. Every operation is one round trip: its statements travel together and run in one transaction, an implicit one when the caller
/// has none.
/// </summary>
/// <remarks>
/// Why it is atomic under READ COMMITTED. Of concurrent updates of one row the second waits for the first and then evaluates
/// SET and WHERE again on the row as the first left it. Where a condition is more than the key, the row is first locked by
/// SELECT … FOR NO KEY UPDATE, which does the same for the whole of the caller's condition; all that is decided afterwards is decided on the
/// values of that locked version. With an operation id, a row of <c>racesafe_ops</c> is inserted first: a concurrent duplicate waits for it, and its
/// next statement, which sees what is committed by then, finds the result and changes nothing.
/// </remarks>
internal sealed class PostgreSqlDialect : SqlDialect
{
    private const string Operation = "scope = @racesafe_scope AND op_id = @racesafe_id";
    private const string FirstTime = $"EXISTS (SELECT 1 FROM racesafe_ops WHERE {Operation} AND result IS NULL)";

    public override string Backend => "postgresql";

    public override string Now => "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    public override string Microseconds => "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    public override string TransactionIdQuery => "SELECT pg_current_xact_id_if_assigned()::text";

    public override FailureClass Classify(Exception failure, bool sent) => PostgreSqlFailures.Classify(failure, sent);

    public override bool IsConflict(Exception failure) =>
        failure is PostgresException { SqlState: PostgreSqlFailures.SerializationFailure or PostgreSqlFailures.Deadlock };

    public override bool IsOverflow(Exception failure) => failure is PostgresException { SqlState: PostgreSqlFailures.OutOfRange };

    public override bool IsMissingSchema(Exception failure) =>
        failure is PostgresException { SqlState: PostgreSqlFailures.UndefinedTable } error && error.MessageText.Contains("racesafe_", StringComparison.Ordinal);

    public override string Sum<T>(string column) => $"{column} + @racesafe_by"; // the server itself refuses what does not fit

    public override string Returned(string alias, string column) => $"{alias}.{column}";

    public override string Wide<T>(string value) => typeof(T) == typeof(double) || typeof(T) == typeof(float) ? value : $"{value}::numeric";

    public override async ValueTask<DbTransaction> BeginAsync(DbConnection connection, bool serializable, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(serializable ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);

    public override async ValueTask<RowOutcome> ExecuteAsync(SqlSession session, RowOperation operation, CancellationToken cancellationToken)
    {
        await using var command = session.CreateCommand(Text(operation));
        operation.AddParameters(command);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var result = await ReadChangeAsync(reader, operation, cancellationToken).ConfigureAwait(false);
        if (!operation.Id.IsNone)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            var first = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? Read(reader, 0) as string : null;
            if (result.Outcome == AtomicOutcome.Refused && first is not null) result = result with { Outcome = AtomicOutcome.Replayed, Value = first };
        }

        if (operation.After is not null)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            result = result with { After = await SqlRow.ReadAsync(reader, cancellationToken).ConfigureAwait(false) };
        }

        // An error of a later statement, and of the implicit commit, arrives only here.
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)) { }
        return result;
    }

    private static async ValueTask<RowOutcome> ReadChangeAsync(DbDataReader reader, RowOperation operation, CancellationToken cancellationToken)
    {
        var found = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (operation.Target is not { } target)
        {
            if (!found) return new(AtomicOutcome.Refused, null);
            var value = Read(reader, 0);
            if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) throw SeveralRows();
            return new(AtomicOutcome.Applied, value);
        }

        var matches = reader.GetInt64(0);
        if (matches > 1) throw SeveralRows();
        var changed = Read(reader, 1);
        return new(
            changed is null ? AtomicOutcome.Refused : AtomicOutcome.Applied, changed, matches,
            [.. Enumerable.Range(2, target.Keys).Select(i => Read(reader, i))], Read(reader, 2 + target.Keys));
    }

    private static InvalidOperationException SeveralRows() =>
        new("More than one row matches; an operation that returns a value works on one row. Name it by its primary key or a unique index.");

    private static string Text(RowOperation operation)
    {
        var once = !operation.Id.IsNone;
        if (!once && operation.Target is null && operation.After is null) return operation.Change("TRUE");

        var text = new StringBuilder();
        if (once)
            text.Append($"""
                INSERT INTO racesafe_ops (scope, op_id, expires_at)
                VALUES (@racesafe_scope, @racesafe_id, {PostgreSql.Now} + @racesafe_lifetime)
                ON CONFLICT (scope, op_id) DO UPDATE SET result = NULL, expires_at = excluded.expires_at
                WHERE racesafe_ops.expires_at <= {PostgreSql.Now};

                """);
        AppendChange(text, operation, once);
        if (once)
            text.Append($"""
                ;
                SELECT result FROM racesafe_ops WHERE {Operation};
                DELETE FROM racesafe_ops WHERE {Operation} AND result IS NULL
                """);
        if (operation.After is not null) text.Append(";\n").Append(operation.After);
        return text.ToString();
    }

    private static void AppendChange(StringBuilder text, RowOperation operation, bool once)
    {
        var guard = once ? FirstTime : "TRUE";
        text.Append("WITH ");
        if (operation.Target is { } target)
            text.Append($"racesafe_target ({target.Columns}) AS MATERIALIZED (\n{target.Query}\nFOR NO KEY UPDATE OF {target.Alias}\n),\n");
        var unique = operation.Target is null ? "" : " AND (SELECT count(*) FROM racesafe_target) = 1";
        text.Append($"racesafe_change AS (\n{operation.Change(guard + unique)}\n)");
        if (once)
            text.Append($"""
                ,
                racesafe_op AS (UPDATE racesafe_ops SET result = racesafe_change.racesafe_value::text FROM racesafe_change WHERE {Operation})
                """);
        text.Append('\n').Append(operation.Target is null
            ? "SELECT racesafe_value FROM racesafe_change"
            : """
              SELECT (SELECT count(*) FROM racesafe_target), (SELECT racesafe_value FROM racesafe_change), first.*
              FROM (VALUES (1)) one LEFT JOIN (SELECT * FROM racesafe_target LIMIT 1) first ON TRUE
              """);
    }
}

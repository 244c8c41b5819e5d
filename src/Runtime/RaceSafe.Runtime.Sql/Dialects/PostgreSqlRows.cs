using System.Data.Common;
using System.Runtime.CompilerServices;
using Npgsql;

namespace RaceSafe;

/// <summary>Runs operations on rows on PostgreSQL, and reads what became of them.</summary>
internal static class PostgreSqlRows
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<RowOutcome> ExecuteAsync(SqlSession session, RowOperation operation, CancellationToken cancellationToken)
    {
        var plan = PostgreSqlPlan.Of(operation);
        try
        {
            // Not in a transaction of the caller, which would be lost with the statement when that fails.
            var outcome = plan.Quick is { } quick && session.HasOwnTransactions
                ? await TryQuickAsync(session, operation, quick, cancellationToken).ConfigureAwait(false) : null;
            return outcome ?? await ExecuteWholeAsync(session, operation, plan, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.CardinalityViolation)
        {
            throw SeveralRows();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<RowOutcome?> TryQuickAsync(SqlSession session, RowOperation operation, SqlStatement quick, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = ((NpgsqlConnection)session.Connection).CreateCommand();
            quick.Fill(command, operation.Values);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            var outcome = await ReadQuickAsync(reader, once: !operation.Id.IsNone, cancellationToken).ConfigureAwait(false);
            await FinishAsync(reader, cancellationToken).ConfigureAwait(false);
            return outcome;
        }
        catch (PostgresException failure) when (failure is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "racesafe_ops" })
        {
            return null; // a duplicate was quicker, or the record of the id is there and has expired: nothing was changed
        }
    }

    private static async ValueTask<RowOutcome?> ReadQuickAsync(DbDataReader reader, bool once, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (SqlRow.Read(reader, 0) is { } value) return new(AtomicOutcome.Applied, value);
        if (once) return SqlRow.Read(reader, 1) is string first ? new(AtomicOutcome.Replayed, first) : null;
        if (reader.IsDBNull(3)) return new(AtomicOutcome.Refused, null);
        if (SqlRow.Read(reader, 2) is true) return null; // another change made room after this one was refused
        var current = SqlRow.Read(reader, 1);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? throw SeveralRows() : new(AtomicOutcome.Refused, null, Matches: 1, Current: current);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<RowOutcome> ExecuteWholeAsync(SqlSession session, RowOperation operation, PostgreSqlPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Whole is { Length: > 1 } several)
        {
            await using var batch = ((NpgsqlConnection)session.Connection).CreateBatch();
            batch.Transaction = (NpgsqlTransaction?)session.Transaction;
            var values = operation.Values;
            foreach (var statement in several) statement.Fill(batch, values);
            await using var results = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            return await ReadWholeAsync(results, operation, plan, cancellationToken).ConfigureAwait(false);
        }

        await using var command = (NpgsqlCommand)session.CreateCommand(plan.Text);
        if (plan.Whole is { } one) one[0].Fill(command, operation.Values);
        else operation.AddParameters(command);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await ReadWholeAsync(reader, operation, plan, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<RowOutcome> ReadWholeAsync(DbDataReader reader, RowOperation operation, PostgreSqlPlan plan, CancellationToken cancellationToken)
    {
        var result = await ReadChangeAsync(reader, plan.Target, cancellationToken).ConfigureAwait(false);
        if (!operation.Id.IsNone)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            var first = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? SqlRow.Read(reader, 0) as string : null;
            if (result.Outcome == AtomicOutcome.Refused && first is not null) result = result with { Outcome = AtomicOutcome.Replayed, Value = first };
        }

        if (plan.HasAfter)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            result = result with { After = await SqlRow.ReadAsync(reader, cancellationToken).ConfigureAwait(false) };
        }

        await FinishAsync(reader, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private static async ValueTask<RowOutcome> ReadChangeAsync(DbDataReader reader, RowTarget? target, CancellationToken cancellationToken)
    {
        var found = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (target is null)
        {
            if (!found) return new(AtomicOutcome.Refused, null);
            return new(AtomicOutcome.Applied, SqlRow.Read(reader, 0));
        }

        var matches = reader.GetInt64(0);
        if (matches > 1) throw SeveralRows();
        var changed = SqlRow.Read(reader, 1);
        return new(
            changed is null ? AtomicOutcome.Refused : AtomicOutcome.Applied, changed, matches,
            [.. Enumerable.Range(2, target.Keys).Select(i => SqlRow.Read(reader, i))], SqlRow.Read(reader, 2 + target.Keys));
    }

    // An error of a later statement, and of the implicit commit, arrives only here.
    private static async ValueTask FinishAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)) { }
    }

    private static InvalidOperationException SeveralRows() =>
        new("More than one row matches; an operation that returns a value works on one row. Name it by its primary key or a unique index.");
}

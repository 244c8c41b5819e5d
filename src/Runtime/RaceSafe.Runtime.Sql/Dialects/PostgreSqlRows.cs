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
            if (plan.Single is { } single)
            {
                await using var command = Command(session, single, operation);
                var value = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
                return RowOutcome.Of(value is not null, value is DBNull ? null : value);
            }

            // Not in a transaction of the caller, which would be lost with the statement when that fails.
            if (plan.Quick is { } quick && session.HasOwnTransactions)
            {
                await using var command = Command(session, quick, operation);
                await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                var outcome = await ReadQuickAsync(reader, once: !operation.Id.IsNone, cancellationToken).ConfigureAwait(false);
                await FinishAsync(reader, cancellationToken).ConfigureAwait(false);
                if (outcome is { } known) return known;
            }
        }
        catch (PostgresException failure) when (plan.Quick is not null && failure is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "racesafe_ops" })
        {
            // A duplicate was quicker, or the record of the id is there and has expired: nothing was changed.
        }

        return await ExecuteWholeAsync(session, operation, plan, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<RowOutcome?> ReadQuickAsync(DbDataReader reader, bool once, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (SqlRow.Read(reader, 0) is { } value) return new(AtomicOutcome.Applied, value);
        if (once) return SqlRow.Read(reader, 1) is string first ? RowOutcome.Replayed(first) : null;
        if (reader.IsDBNull(3)) return new(AtomicOutcome.Refused, null);
        if (SqlRow.Read(reader, 2) is true) return null; // another change made room after this one was refused
        var current = SqlRow.Read(reader, 1);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? throw RowOperations.SeveralRows() : new(AtomicOutcome.Refused, null, new() { Matches = 1, Current = current });
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

        await using var command = plan.Whole is [var one] ? Command(session, one, operation) : session.CreateCommand(plan.Text);
        if (plan.Whole is null) operation.AddParameters(command);
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
            result = result with { Found = (result.Found ?? new()) with { After = await SqlRow.ReadAsync(reader, cancellationToken).ConfigureAwait(false) } };
        }

        await FinishAsync(reader, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private static async ValueTask<RowOutcome> ReadChangeAsync(DbDataReader reader, RowTarget? target, CancellationToken cancellationToken)
    {
        var found = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (target is null) return RowOutcome.Of(found, found ? SqlRow.Read(reader, 0) : null);

        var matches = reader.GetInt64(0);
        if (matches > 1) throw RowOperations.SeveralRows();
        var changed = SqlRow.Read(reader, 1);
        return RowOutcome.Of(changed is not null, changed) with
        {
            Found = new()
            {
                Matches = matches,
                Keys = [.. Enumerable.Range(2, target.Keys).Select(i => SqlRow.Read(reader, i))],
                Current = SqlRow.Read(reader, 2 + target.Keys),
            },
        };
    }

    private static NpgsqlCommand Command(SqlSession session, SqlStatement statement, RowOperation operation)
    {
        var command = new NpgsqlCommand { Connection = (NpgsqlConnection)session.Connection, Transaction = (NpgsqlTransaction?)session.Transaction };
        statement.Fill(command, operation.Values);
        return command;
    }

    // An error of a later statement, and of the implicit commit, arrives only here.
    private static async ValueTask FinishAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)) { }
    }
}

using System.Data;
using System.Data.Common;
using System.Numerics;
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
/// next statement, which sees what is committed by then, finds the result and changes nothing. Where the transaction is ours, a statement is tried before
/// that is enough in nearly all cases (<see cref="PostgreSqlPlan.Quick"/>).
/// </remarks>
internal sealed class PostgreSqlDialect : SqlDialect
{
    public override string Backend => "postgresql";

    public override string Now => "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    public override string Microseconds => "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    public override string TransactionId => "pg_current_xact_id_if_assigned()::text";

    public override FailureClass Classify(Exception failure, bool sent) => PostgreSqlFailures.Classify(failure, sent);

    public override bool IsConflict(Exception failure) =>
        failure is PostgresException { SqlState: PostgreSqlFailures.SerializationFailure or PostgreSqlFailures.Deadlock };

    public override bool IsOverflow(Exception failure) => failure is PostgresException { SqlState: PostgreSqlFailures.OutOfRange };

    public override bool IsSeveralRows(Exception failure) => failure is PostgresException { SqlState: PostgresErrorCodes.CardinalityViolation };

    public override bool IsMissingSchema(Exception failure) =>
        failure is PostgresException { SqlState: PostgreSqlFailures.UndefinedTable } error && error.MessageText.Contains("racesafe_", StringComparison.Ordinal);

    public override string Sum<T>(string column) => $"{column} + @racesafe_by"; // the server itself refuses what does not fit

    public override string Returned(string alias, string column) => $"{alias}.{column}";

    public override string Number(string value) => value;

    public override string Wide<T>(string value) => typeof(T) == typeof(double) || typeof(T) == typeof(float) ? value : $"{value}::numeric";

    public override async ValueTask<DbTransaction> BeginAsync(DbConnection connection, bool serializable, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(serializable ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);

    // A COMMIT after an error, which the body may have hidden, is a ROLLBACK, and the driver does not say so. The statement before it fails then; both are one round trip.
    public override async Task CommitAsync(DbTransaction transaction)
    {
        var connection = SqlCaller.ConnectionOf(transaction) ?? throw new InvalidOperationException("The body has ended the transaction, which is not its own.");
        await using var batch = new NpgsqlBatch((NpgsqlConnection)connection, (NpgsqlTransaction)transaction) { BatchCommands = { new("SELECT"), new("COMMIT") } };
        await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }

    public override ValueTask<RowOutcome> ExecuteAsync(SqlSession session, RowOperation operation, CancellationToken cancellationToken) =>
        PostgreSqlRows.ExecuteAsync(session, operation, cancellationToken);
}

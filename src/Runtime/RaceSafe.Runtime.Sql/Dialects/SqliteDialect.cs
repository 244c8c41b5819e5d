using System.Data;
using System.Data.Common;
using System.Numerics;
using Microsoft.Data.Sqlite;

namespace RaceSafe;

/// <summary>
/// SQLite. One writer at a time per file: BEGIN IMMEDIATE takes the write lock before the first read, so nothing that a step reads can
/// change before it writes; a statement that writes does the same for itself. The writers of this process queue for it in memory instead of polling the file.
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
        return $"CASE WHEN {column} + @racesafe_by NOT BETWEEN {NumberRange.Literal(least)} AND {NumberRange.Literal(most)} THEN abs(-9223372036854775807 - 1) ELSE {column} + @racesafe_by END";
    }

    public override string Returned(string alias, string column) => column; // it knows the updated table only, and not by its alias

    public override string Number(string value) => $"{value} + 0"; // any column may hold text, and text is more than every number

    public override string Wide<T>(string value) => value; // beyond 64 bits it becomes a real, which compares right with integers

    public override async ValueTask<IDisposable?> EnterWriterAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var key = WriterKey(connection);
        if (WorkUnderWay.Find(key, static (work, key) => work.Session.Connection is SqliteConnection held && WriterKey(held) == key) is not null)
            throw new InvalidOperationException("The unit of work that this call is made in holds the only write lock of the SQLite file: the call would wait for its own caller. Hand over the transaction of the unit, or call this after it.");
        return await Writers.LockAsync(key, cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask<DbTransaction> BeginAsync(DbConnection connection, bool serializable, CancellationToken cancellationToken) =>
        new(((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false));

    public override ValueTask<RowOutcome> ExecuteAsync(SqlSession session, RowOperation operation, CancellationToken cancellationToken) =>
        SqliteRows.ExecuteAsync(session, operation, cancellationToken);

    private static string WriterKey(DbConnection connection) =>
        connection.DataSource is { Length: > 0 } file && file != ":memory:" ? Path.GetFullPath(file) : connection.ConnectionString;
}

using System.Data.Common;
using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace RaceSafe;

/// <summary>What differs between the databases.</summary>
internal abstract class SqlDialect
{
    public static SqlDialect PostgreSql { get; } = new PostgreSqlDialect();

    public static SqlDialect Sqlite { get; } = new SqliteDialect();

    private static readonly ConditionalWeakTable<DbDataSource, SqlDialect> Known = [];

    /// <summary>Name in errors and metrics, and of the schema script.</summary>
    public abstract string Backend { get; }

    /// <summary>Milliseconds since 1970 by the clock of the database, as an expression.</summary>
    public abstract string Now { get; }

    /// <summary>Microseconds since 1970 by the clock of the database, as an expression.</summary>
    public abstract string Microseconds { get; }

    public static SqlDialect Of(DbConnection connection) => connection switch
    {
        NpgsqlConnection => PostgreSql,
        SqliteConnection => Sqlite,
        _ => throw new NotSupportedException(
            $"{connection.GetType().FullName} has no dialect; RaceSafe knows NpgsqlConnection and SqliteConnection. Hand over the inner connection of a wrapper."),
    };

    public static SqlDialect Of(DbDataSource source) => source is NpgsqlDataSource ? PostgreSql : Known.GetValue(source, static source =>
    {
        using var connection = source.CreateConnection(); // only this tells what the data source is for
        return Of(connection);
    });

    public abstract FailureClass Classify(Exception failure, bool sent);

    /// <summary>True when the transaction lost against another and may win when run again from its beginning.</summary>
    public abstract bool IsConflict(Exception failure);

    /// <summary>True when an arithmetic result did not fit the column.</summary>
    public abstract bool IsOverflow(Exception failure);

    /// <summary>True when a statement that is for one row met several, and so changed none.</summary>
    public virtual bool IsSeveralRows(Exception failure) => false;

    /// <summary>True when the statement named one of our own tables and it does not exist.</summary>
    public abstract bool IsMissingSchema(Exception failure);

    /// <summary>
    /// The sum of a column and <c>@racesafe_by</c>, or an error when it leaves the column's type. Sums never wrap and never become approximate.
    /// </summary>
    public abstract string Sum<T>(string column) where T : struct, INumber<T>;

    /// <summary>A column of the updated table, as RETURNING spells it when the UPDATE reads other tables too.</summary>
    public abstract string Returned(string alias, string column);

    /// <summary>The value of a column of integers, to be compared as a number.</summary>
    public abstract string Number(string value);

    /// <summary>The value in a type in which sums do not overflow.</summary>
    public abstract string Wide<T>(string value) where T : struct, INumber<T>;

    /// <summary>Runs the operation as one atomic step within the session's transaction, or as one of its own.</summary>
    public abstract ValueTask<RowOutcome> ExecuteAsync(SqlSession session, RowOperation operation, CancellationToken cancellationToken);

    /// <summary>Waits for the right to write, where writers of one process are queued; null where the server does that.</summary>
    public virtual ValueTask<IDisposable?> EnterWriterAsync(DbConnection connection, CancellationToken cancellationToken) => new((IDisposable?)null);

    /// <summary>Begins a transaction that may write.</summary>
    public abstract ValueTask<DbTransaction> BeginAsync(DbConnection connection, bool serializable, CancellationToken cancellationToken);

    /// <summary>Commits, or fails where the server would roll back instead without a word.</summary>
    public virtual Task CommitAsync(DbTransaction transaction) => transaction.CommitAsync(CancellationToken.None);

    /// <summary>The expression by which a transaction learns its own id, or null when a commit cannot be lost.</summary>
    public abstract string? TransactionId { get; }
}

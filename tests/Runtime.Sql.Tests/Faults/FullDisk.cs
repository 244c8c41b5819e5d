using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace RaceSafe.Runtime.Sql.Tests.Faults;

/// <summary>
/// A SQLite file that cannot grow while it is <see cref="IsFull"/>: SQLite itself refuses to add a page, with the code that a full disk gives (SQLITE_FULL, 13).
/// </summary>
public sealed class FullDisk(string connectionString) : DbDataSource
{
    private volatile bool _isFull;

    /// <summary>No connection that is opened from now on may add a page.</summary>
    public bool IsFull
    {
        get => _isFull;
        set => _isFull = value;
    }

    public override string ConnectionString => connectionString;

    protected override DbConnection CreateDbConnection()
    {
        var connection = new SqliteConnection(connectionString);
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState != ConnectionState.Open) return;
            using var limit = connection.CreateCommand();
            limit.CommandText = $"PRAGMA max_page_count = {(_isFull ? 1 : 1_000_000)}"; // one that is too low becomes what the file has
            limit.ExecuteScalar();
        };
        return connection;
    }
}

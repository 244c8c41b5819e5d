using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace LivePoll;

/// <summary>The database of one request: PostgreSQL or a SQLite file.</summary>
public sealed class PollContext(DbContextOptions<PollContext> options) : DbContext(options)
{
    public DbSet<Option> Options => Set<Option>();

    public DbSet<VoteEvent> VoteEvents => Set<VoteEvent>();

    /// <summary>A context on the database with this connection string: one of Npgsql (<c>Host=…</c>) or of SQLite (<c>Data Source=…</c>).</summary>
    public static PollContext Open(string connection)
    {
        var options = new DbContextOptionsBuilder<PollContext>();
        if (connection.StartsWith("Host=", StringComparison.OrdinalIgnoreCase)) options.UseNpgsql(connection);
        else options.UseSqlite(OpenSqlite(connection), contextOwnsConnection: true);
        return new(options.Options);
    }

    private static SqliteConnection OpenSqlite(string connection)
    {
        // Without it the client looks only every 150 ms whether another writer has finished.
        var opened = new SqliteConnection(connection);
        opened.Open();
        using var command = opened.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 10000; PRAGMA synchronous = NORMAL";
        command.ExecuteNonQuery();
        return opened;
    }
}

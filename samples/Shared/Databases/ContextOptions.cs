using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Samples;

/// <summary>Contexts on PostgreSQL or SQLite, whichever the connection string names.</summary>
internal static class ContextOptions
{
    /// <summary>Whether a connection string is one of PostgreSQL (<c>Host=…</c>); else it is one of SQLite (<c>Data Source=…</c>).</summary>
    public static bool IsPostgres(string connection) => connection.StartsWith("Host=", StringComparison.OrdinalIgnoreCase);

    /// <summary>Options of a context on the database with this connection string.</summary>
    public static DbContextOptions<TContext> For<TContext>(string connection)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        if (IsPostgres(connection)) options.UseNpgsql(connection);
        else options.UseSqlite(OpenSqlite(connection), contextOwnsConnection: true);
        return options.Options;
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

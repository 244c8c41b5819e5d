using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LivePoll;

/// <summary>A database of its own for one run, gone at the end: a SQLite file, or one on the server with this connection string.</summary>
public sealed class PollDatabase : IAsyncDisposable
{
    private readonly string _name = $"livepoll_{Guid.NewGuid():N}";
    private readonly string _connection;
    private readonly bool _onServer;

    private PollDatabase(string? server)
    {
        _onServer = !string.IsNullOrEmpty(server);
        _connection = _onServer
            ? new NpgsqlConnectionStringBuilder(server) { Database = _name }.ConnectionString
            : $"Data Source={Path.Combine(Path.GetTempPath(), _name)}.db";
    }

    /// <summary>What it is.</summary>
    public string Store => _onServer ? "PostgreSQL" : "SQLite";

    /// <summary>Makes a database with a poll of three options.</summary>
    /// <param name="server">Npgsql's connection string of a server on which a database may be created; null for SQLite.</param>
    public static async Task<PollDatabase> CreateAsync(string? server)
    {
        var database = new PollDatabase(server);
        await using var db = database.Open();
        await db.Database.EnsureCreatedAsync();
        if (!database._onServer) await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
        db.Options.AddRange(new Option { Text = "Tabs" }, new Option { Text = "Spaces" }, new Option { Text = "Whatever the formatter says" });
        await db.SaveChangesAsync();
        return database;
    }

    /// <summary>A context for one request.</summary>
    public PollContext Open() => PollContext.Open(_connection);

    public async ValueTask DisposeAsync()
    {
        if (_onServer)
        {
            NpgsqlConnection.ClearAllPools();
            await using var db = Open();
            await db.Database.EnsureDeletedAsync();
            return;
        }

        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), _name + ".db*")) File.Delete(file);
    }
}

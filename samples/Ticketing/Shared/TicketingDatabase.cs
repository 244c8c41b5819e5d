using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Ticketing;

/// <summary>A database of its own for one run, gone at the end: a SQLite file, or one on the server with this connection string.</summary>
public sealed class TicketingDatabase : IAsyncDisposable
{
    private readonly string? _server;
    private readonly string _name = $"ticketing_{Guid.NewGuid():N}";
    private readonly string _connection;

    private TicketingDatabase(string? server)
    {
        _server = string.IsNullOrEmpty(server) ? null : server;
        _connection = _server is null
            ? $"Data Source={Path.Combine(Path.GetTempPath(), _name)}.db"
            : new NpgsqlConnectionStringBuilder(_server) { Database = _name }.ConnectionString;
    }

    /// <summary>What it is.</summary>
    public string Store => _server is null ? "SQLite" : "PostgreSQL";

    /// <summary>Makes a database with the schema and these further scripts.</summary>
    /// <param name="server">Npgsql's connection string of a server on which a database may be created; null for SQLite.</param>
    /// <param name="scripts">Scripts to run after the schema.</param>
    public static async Task<TicketingDatabase> CreateAsync(string? server, params string[] scripts)
    {
        var database = new TicketingDatabase(server);
        if (database._server is not null) await database.OnServerAsync($"CREATE DATABASE {database._name}");
        await using var db = database.Open();
        if (database._server is null) await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
        foreach (var script in scripts.Prepend("schema")) await db.RunScriptAsync(script);
        return database;
    }

    /// <summary>A context for one request.</summary>
    /// <param name="port">Another port than the server's, for a way to it that fails.</param>
    public TicketingContext Open(int? port = null) => TicketingContext.Open(
        port is { } other ? new NpgsqlConnectionStringBuilder(_connection) { Port = other, Pooling = false }.ConnectionString : _connection);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await OnServerAsync($"DROP DATABASE {_name} WITH (FORCE)");
            return;
        }

        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), _name + ".db*")) File.Delete(file);
    }

    private async Task OnServerAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}

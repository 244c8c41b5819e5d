using Microsoft.Data.Sqlite;
using Npgsql;

namespace Samples;

/// <summary>A database of its own for one run, gone at the end: a SQLite file, or one on a server of PostgreSQL.</summary>
internal sealed class OwnDatabase : IAsyncDisposable
{
    private readonly string? _server;
    private readonly string _name;

    private OwnDatabase(string prefix, string? server)
    {
        _name = $"{prefix}_{Guid.NewGuid():N}";
        _server = string.IsNullOrEmpty(server) ? null : server;
        Connection = _server is null
            ? $"Data Source={Path.Combine(Path.GetTempPath(), _name)}.db"
            : new NpgsqlConnectionStringBuilder(_server) { Database = _name }.ConnectionString;
    }

    /// <summary>Connection string, for <see cref="ContextOptions"/>.</summary>
    public string Connection { get; }

    /// <summary>What it is.</summary>
    public string Store => _server is null ? "SQLite" : "PostgreSQL";

    /// <summary>Makes an empty database.</summary>
    /// <param name="prefix">Begin of its name.</param>
    /// <param name="server">Npgsql's connection string of a server on which a database may be created; null or empty for SQLite.</param>
    public static async Task<OwnDatabase> CreateAsync(string prefix, string? server)
    {
        var database = new OwnDatabase(prefix, server);
        if (database._server is not null)
        {
            await database.OnServerAsync($"CREATE DATABASE {database._name}");
            return database;
        }

        await using var connection = new SqliteConnection(database.Connection);
        await connection.OpenAsync();
        await using var command = new SqliteCommand("PRAGMA journal_mode = WAL", connection);
        await command.ExecuteNonQueryAsync();
        return database;
    }

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

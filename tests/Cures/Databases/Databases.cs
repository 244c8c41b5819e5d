using Microsoft.Data.Sqlite;
using Npgsql;
using RaceSafe.Servers;

namespace RaceSafe.Cures.Tests.Databases;

/// <summary>A PostgreSQL server and a folder for SQLite files. Every address is a new, empty database.</summary>
public sealed class Databases : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("racesafe-cures-");
    private PostgresServer? _server;
    private int _count;

    public async Task<string> NewAsync(string kind)
    {
        var name = $"cure{Interlocked.Increment(ref _count)}";
        if (kind == "SQLite") return $"Data Source={Path.Combine(_folder.FullName, name)}.db;Default Timeout=30";
        var server = _server ?? throw new InvalidOperationException("PostgreSQL is not installed; 'dotnet run eng/test.cs' tries to install it.");
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return server.ConnectionString.Replace("Database=postgres", $"Database={name}", StringComparison.Ordinal) + ";Maximum Pool Size=40;Timeout=60";
    }

    public async Task InitializeAsync()
    {
        if (PostgresServer.Binaries is not null) _server = await PostgresServer.StartNewAsync("max_connections=300", "fsync=off");
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        SqliteConnection.ClearAllPools();
        if (_server is not null) await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace StorageAccounts;

/// <summary>A database of its own for one run, gone at the end: a SQLite file, or one on the server with this connection string.</summary>
public sealed class StorageDatabase : IAsyncDisposable
{
    private readonly string _name = $"storage_{Guid.NewGuid():N}";
    private readonly bool _onServer;

    private StorageDatabase(string? server)
    {
        _onServer = !string.IsNullOrEmpty(server);
        Connection = _onServer
            ? new NpgsqlConnectionStringBuilder(server) { Database = _name }.ConnectionString
            : $"Data Source={Path.Combine(Path.GetTempPath(), _name)}.db";
    }

    /// <summary>Connection string.</summary>
    public string Connection { get; }

    /// <summary>What it is.</summary>
    public string Store => _onServer ? "PostgreSQL" : "SQLite";

    /// <summary>Makes a database with empty tables.</summary>
    /// <param name="server">Npgsql's connection string of a server on which a database may be created; null for SQLite.</param>
    public static async Task<StorageDatabase> CreateAsync(string? server)
    {
        var database = new StorageDatabase(server);
        await using var db = database.Open();
        await db.Database.EnsureCreatedAsync();
        if (!database._onServer) await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
        return database;
    }

    /// <summary>A context for one request.</summary>
    public StorageContext Open() => StorageContext.Open(Connection);

    /// <summary>Notes that a user signed in with a provider.</summary>
    public async Task SignInAsync(ProviderAccount owner, string? accessToken = "access", string? refreshToken = "refresh", DateTime? expiresAt = null)
    {
        await using var db = Open();
        db.OAuthRecords.Add(new()
        {
            UserId = owner.UserId, Provider = owner.Provider, ProviderAccountId = owner.AccountId,
            AccessToken = accessToken, RefreshToken = refreshToken, ExpiresAt = expiresAt,
        });
        await db.SaveChangesAsync();
    }

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

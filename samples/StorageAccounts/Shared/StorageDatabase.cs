using Samples;

namespace StorageAccounts;

/// <summary>A database of its own for one run, gone at the end: a SQLite file, or one on the server with this connection string.</summary>
public sealed class StorageDatabase : IAsyncDisposable
{
    private readonly OwnDatabase _database;

    private StorageDatabase(OwnDatabase database) => _database = database;

    /// <summary>Connection string.</summary>
    public string Connection => _database.Connection;

    /// <summary>What it is.</summary>
    public string Store => _database.Store;

    /// <summary>Makes a database with empty tables.</summary>
    /// <param name="server">Npgsql's connection string of a server on which a database may be created; null for SQLite.</param>
    public static async Task<StorageDatabase> CreateAsync(string? server)
    {
        var database = new StorageDatabase(await OwnDatabase.CreateAsync("storage", server));
        await using var db = database.Open();
        await db.Database.EnsureCreatedAsync();
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

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

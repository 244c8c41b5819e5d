using Samples;

namespace LivePoll;

/// <summary>A database of its own for one run, gone at the end: a SQLite file, or one on the server with this connection string.</summary>
public sealed class PollDatabase : IAsyncDisposable
{
    private readonly OwnDatabase _database;

    private PollDatabase(OwnDatabase database) => _database = database;

    /// <summary>What it is.</summary>
    public string Store => _database.Store;

    /// <summary>Makes a database with a poll of three options.</summary>
    /// <param name="server">Npgsql's connection string of a server on which a database may be created; null for SQLite.</param>
    public static async Task<PollDatabase> CreateAsync(string? server)
    {
        var database = new PollDatabase(await OwnDatabase.CreateAsync("livepoll", server));
        await using var db = database.Open();
        await db.Database.EnsureCreatedAsync();
        db.Options.AddRange(new Option { Text = "Tabs" }, new Option { Text = "Spaces" }, new Option { Text = "Whatever the formatter says" });
        await db.SaveChangesAsync();
        return database;
    }

    /// <summary>A context for one request.</summary>
    public PollContext Open() => PollContext.Open(_database.Connection);

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

using Npgsql;
using Samples;

namespace Ticketing;

/// <summary>A database of its own for one run, gone at the end: a SQLite file, or one on the server with this connection string.</summary>
public sealed class TicketingDatabase : IAsyncDisposable
{
    private readonly OwnDatabase _database;

    private TicketingDatabase(OwnDatabase database) => _database = database;

    /// <summary>What it is.</summary>
    public string Store => _database.Store;

    /// <summary>Makes a database with the schema and these further scripts.</summary>
    /// <param name="server">Npgsql's connection string of a server on which a database may be created; null for SQLite.</param>
    /// <param name="scripts">Scripts to run after the schema.</param>
    public static async Task<TicketingDatabase> CreateAsync(string? server, params string[] scripts)
    {
        var database = new TicketingDatabase(await OwnDatabase.CreateAsync("ticketing", server));
        await using var db = database.Open();
        foreach (var script in scripts.Prepend("schema")) await db.RunScriptAsync(script);
        return database;
    }

    /// <summary>A context for one request.</summary>
    /// <param name="port">Another port than the server's, for a way to it that fails.</param>
    public TicketingContext Open(int? port = null) => TicketingContext.Open(
        port is { } other ? new NpgsqlConnectionStringBuilder(_database.Connection) { Port = other, Pooling = false }.ConnectionString : _database.Connection);

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

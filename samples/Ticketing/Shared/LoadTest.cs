using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Ticketing;

/// <summary>
/// For each of 50 events with one place left, 10 people register at the same moment. The last line of output is for machines: one JSON object with
/// <c>system</c>, <c>store</c>, <c>operations</c>, <c>lost</c> and <c>milliseconds</c>.
/// </summary>
internal static class LoadTest
{
    private const int Events = 50;
    private const int Callers = 10;
    private const int Capacity = 20;
    private const int Operations = Events * Callers;

    public static async Task RunAsync(Func<TicketingContext, ITicketing> create, params string[] migrations)
    {
        ThreadPool.SetMinThreads(16, 16);
        await using var database = await SampleDatabase.CreateAsync(migrations);
        var watch = new Stopwatch();
        for (var i = 0; i < Events; i++)
        {
            var eventId = await SellAllButOneAsync(database, create);
            watch.Start();
            await RaceAsync(caller => RegisterAsync(database, create, eventId, caller));
            watch.Stop();
        }

        // A place is lost when it was confirmed to somebody and does not exist.
        await using var db = database.Open();
        var confirmed = await db.Registrations.Where(r => r.Status == Status.Confirmed).SumAsync(r => r.SpotsCount);
        var lost = confirmed - Events * Capacity;
        Console.WriteLine($"{Operations} registrations for the last places of {Events} events: {confirmed} of {Events * Capacity} places confirmed");
        if (lost < 0) throw new InvalidOperationException("A place stayed free although people wait for it.");
        Console.WriteLine($$"""{"system":"Ticketing","store":"{{database.Store}}","operations":{{Operations}},"lost":{{lost}},"milliseconds":{{watch.ElapsedMilliseconds}}}""");
    }

    private static async Task<int> SellAllButOneAsync(SampleDatabase database, Func<TicketingContext, ITicketing> create)
    {
        await using var db = database.Open();
        var concert = new Event { Name = "Concert", Capacity = Capacity };
        db.Events.Add(concert);
        await db.SaveChangesAsync();
        await create(db).RegisterAsync(concert.Id, "group", Capacity - 1);
        return concert.Id;
    }

    private static async Task RegisterAsync(SampleDatabase database, Func<TicketingContext, ITicketing> create, int eventId, int caller)
    {
        await using var db = database.Open();
        await create(db).RegisterAsync(eventId, $"attendee {caller}");
    }

    private static async Task RaceAsync(Func<int, Task> call)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            await start.Task;
            await call(caller);
        })).ToList();
        start.SetResult();
        await Task.WhenAll(calls);
    }
}

/// <summary>A database of its own for one run, gone at the end: a SQLite file, or one on the server that <c>SAMPLES_POSTGRES</c> names.</summary>
internal sealed class SampleDatabase : IAsyncDisposable
{
    private readonly string? _server = Environment.GetEnvironmentVariable("SAMPLES_POSTGRES") is { Length: > 0 } server ? server : null;
    private readonly string _name = $"ticketing_{Guid.NewGuid():N}";
    private readonly string _connection;

    private SampleDatabase() => _connection = _server is null
        ? $"Data Source={Path.Combine(Path.GetTempPath(), _name)}.db"
        : new NpgsqlConnectionStringBuilder(_server) { Database = _name }.ConnectionString;

    /// <summary>What it is.</summary>
    public string Store => _server is null ? "SQLite" : "PostgreSQL";

    /// <summary>Makes a database with the schema and these further scripts.</summary>
    public static async Task<SampleDatabase> CreateAsync(params string[] migrations)
    {
        var database = new SampleDatabase();
        if (database._server is not null) await database.OnServerAsync($"CREATE DATABASE {database._name}");
        await using var db = database.Open();
        if (database._server is null) await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
        foreach (var script in migrations.Prepend("schema")) await db.RunScriptAsync(script);
        return database;
    }

    /// <summary>A context for one request.</summary>
    public TicketingContext Open() => TicketingContext.Open(_connection);

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

using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Samples;

namespace Ticketing;

/// <summary>For each of 50 events with one place left, 10 people register at the same moment.</summary>
internal static class LoadTest
{
    private const int Events = 50;
    private const int Callers = 10;
    private const int Capacity = 20;
    private const int Operations = Events * Callers;

    public const string Help = """
        Lets 10 people at once register for the last place of each of 50 events, and says how often it was sold again.

        SAMPLES_POSTGRES=Host=…;Username=… names the server; without it a SQLite file is made and removed.
        """;

    public static async Task RunAsync(Func<TicketingContext, ITicketing> create, CancellationToken stop, params string[] migrations)
    {
        ThreadPool.SetMinThreads(16, 16);
        await using var database = await TicketingDatabase.CreateAsync(Environment.GetEnvironmentVariable("SAMPLES_POSTGRES"), migrations);
        var watch = new Stopwatch();
        for (var i = 0; i < Events; i++)
        {
            stop.ThrowIfCancellationRequested();
            var eventId = await SellAllButOneAsync(database, create);
            watch.Start();
            await RaceAsync(caller => RegisterAsync(database, create, eventId, $"attendee {caller}"));
            watch.Stop();
        }

        // A place is lost when it was confirmed to somebody and does not exist.
        await using var db = database.Open();
        var confirmed = await db.Registrations.Where(r => r.Status == Status.Confirmed).SumAsync(r => r.SpotsCount);
        var lost = confirmed - Events * Capacity;
        Console.WriteLine($"{Operations} registrations for the last places of {Events} events: {confirmed} of {Events * Capacity} places confirmed");
        if (lost < 0) throw new InvalidOperationException("A place stayed free although people wait for it.");
        new LoadResult("Ticketing", database.Store, Operations, lost, watch.ElapsedMilliseconds).Print();
    }

    private static async Task<int> SellAllButOneAsync(TicketingDatabase database, Func<TicketingContext, ITicketing> create)
    {
        var eventId = await AddEventAsync(database);
        await RegisterAsync(database, create, eventId, "group", Capacity - 1);
        return eventId;
    }

    private static async Task<int> AddEventAsync(TicketingDatabase database)
    {
        await using var db = database.Open();
        return await db.AddEventAsync("Concert", Capacity);
    }

    private static async Task RegisterAsync(TicketingDatabase database, Func<TicketingContext, ITicketing> create, int eventId, string attendee, int spotsCount = 1)
    {
        await using var db = database.Open();
        await create(db).RegisterAsync(eventId, attendee, spotsCount);
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

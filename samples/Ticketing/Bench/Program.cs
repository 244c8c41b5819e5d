using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Ticketing;

// Time of one registration when so many exist already for the event: before (count them) against after (read the counter).
const int warmUp = 30;
const int measured = 150;
int[] sizes = [100, 1_000, 100_000];
var server = Environment.GetEnvironmentVariable("SAMPLES_POSTGRES");

Console.WriteLine($"{"rows",8}  {"before",10}  {"phase 1",10}  {"phase 2",10}  before / phase 2");
foreach (var rows in sizes)
{
    await using var database = await TicketingDatabase.CreateAsync(server, "counter");
    var before = await MeasureAsync(database, rows, db => new RacyTicketing(db));
    var locking = await MeasureAsync(database, rows, db => new LockingTicketing(db));
    var counting = await MeasureAsync(database, rows, db => new CountingTicketing(db));
    Console.WriteLine($"{rows,8:N0}  {before,7:N0} µs  {locking,7:N0} µs  {counting,7:N0} µs  {before / counting,9:N1} × ({database.Store})");
}

static async Task<double> MeasureAsync(TicketingDatabase database, int rows, Func<TicketingContext, ITicketing> create)
{
    int eventId;
    await using (var db = database.Open())
    {
        eventId = await db.AddEventAsync("Stadium", capacity: rows + warmUp + measured);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO registrations (event_id, attendee, spots_count, status)
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows})
            SELECT {eventId}, 'attendee', 1, 'Confirmed' FROM numbers
            """);
        await db.Database.ExecuteSqlAsync($"UPDATE events SET confirmed_spots = {rows} WHERE id = {eventId}");
        // As after a night's maintenance: the planner knows the sizes.
        await db.Database.ExecuteSqlAsync($"ANALYZE");
    }

    var times = new List<double>();
    for (var i = 0; i < warmUp + measured; i++)
    {
        await using var db = database.Open();
        var start = Stopwatch.GetTimestamp();
        var registration = await create(db).RegisterAsync(eventId, $"attendee {i}");
        if (registration.Status != Status.Confirmed) throw new InvalidOperationException("There was a place.");
        if (i >= warmUp) times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
    }

    times.Sort();
    return times[times.Count / 2];
}

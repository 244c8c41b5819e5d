using Microsoft.EntityFrameworkCore;
using RaceSafe.Samples.Tests.Servers;
using Ticketing;

namespace RaceSafe.Samples.Tests.Ticketing;

/// <summary>The way to the counter column and back.</summary>
[Collection(SampleCollection.Name)]
public sealed class MigrationTests(SampleServers servers)
{
    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task The_back_fill_counts_what_is_there_even_where_too_much_was_sold(Store store)
    {
        await using var box = await Box.OpenAsync(servers, store, Phase.Locking);
        var (oversold, empty) = (await box.AddEventAsync(capacity: 2), await box.AddEventAsync(capacity: 5));
        await box.RegisterAsync(oversold, "pair", 2);
        var waiting = await box.RegisterAsync(oversold, "waiting", 3);
        await box.InAsync(db => db.Registrations.Where(r => r.Id == waiting.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, Status.Confirmed)));

        await RunAsync(box, "counter");

        Assert.Equal((5, 0), (await box.CounterAsync(oversold), await box.CounterAsync(empty)));
        Assert.Empty(await box.DriftAsync());
        var phase2 = new Box(box.Database, Phase.Counting);
        Assert.Equal(Status.Waitlisted, (await phase2.RegisterAsync(oversold, "late")).Status);
        Assert.Equal(Status.Confirmed, (await phase2.RegisterAsync(empty, "early")).Status);
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task Drift_is_found_with_both_figures_and_repaired(Store store)
    {
        await using var box = await Box.OpenAsync(servers, store, Phase.Counting);
        var (right, wrong) = (await box.AddEventAsync(capacity: 10), await box.AddEventAsync(capacity: 10));
        await box.RegisterAsync(right, "group", 4);
        await box.RegisterAsync(wrong, "group", 6);
        await box.InAsync(db => db.Database.ExecuteSqlAsync($"UPDATE events SET confirmed_spots = 9 WHERE id = {wrong}")); // somebody by hand

        Assert.Equal([new Drift(wrong, Counter: 9, Actual: 6)], await box.DriftAsync());
        await RunAsync(box, "repair");

        Assert.Empty(await box.DriftAsync());
        Assert.Equal((4, 6), (await box.CounterAsync(right), await box.CounterAsync(wrong)));
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task A_repair_while_people_register_ends_without_drift(Store store)
    {
        await using var box = await Box.OpenAsync(servers, store, Phase.Counting);
        var eventId = await box.AddEventAsync(capacity: 100);
        await box.InAsync(db => db.Database.ExecuteSqlAsync($"UPDATE events SET confirmed_spots = 7 WHERE id = {eventId}"));

        var registering = Enumerable.Range(0, 30).Select(i => box.RegisterAsync(eventId, $"attendee {i}")).ToList();
        await RunAsync(box, "repair");
        await Task.WhenAll(registering);

        Assert.Empty(await box.DriftAsync());
        Assert.Equal(30, await box.CounterAsync(eventId));
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task The_rollback_takes_the_column_away_and_phase_1_goes_on(Store store)
    {
        await using var box = await Box.OpenAsync(servers, store, Phase.Counting);
        var eventId = await box.AddEventAsync(capacity: 2);
        await box.RegisterAsync(eventId, "first");

        await RunAsync(box, "rollback");

        await Assert.ThrowsAnyAsync<Exception>(() => box.CounterAsync(eventId));
        var phase1 = new Box(box.Database, Phase.Locking);
        Assert.Equal(Status.Confirmed, (await phase1.RegisterAsync(eventId, "second")).Status);
        Assert.Equal(Status.Waitlisted, (await phase1.RegisterAsync(eventId, "third")).Status);
    }

    private static Task<bool> RunAsync(Box box, string script) => box.InAsync(async db =>
    {
        await db.RunScriptAsync(script);
        return true;
    });
}

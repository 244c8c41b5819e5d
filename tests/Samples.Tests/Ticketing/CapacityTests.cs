using RaceSafe.Samples.Tests.Servers;
using Ticketing;

namespace RaceSafe.Samples.Tests.Ticketing;

/// <summary>There are as many places as there are.</summary>
[Collection(SampleCollection.Name)]
public sealed class CapacityTests(SampleServers servers)
{
    [Theory, BothPhasesOn(Store.Sqlite), BothPhasesOn(Store.Postgres)]
    public async Task Of_two_registrations_at_once_for_the_last_place_one_is_confirmed_and_one_waits(Store store, Phase phase) =>
        await LastPlaceAsync(store, phase, callers: 2);

    [Theory, BothPhasesOn(Store.Sqlite), BothPhasesOn(Store.Postgres)]
    public async Task Of_ten_registrations_at_once_for_the_last_place_one_is_confirmed_and_nine_wait(Store store, Phase phase) =>
        await LastPlaceAsync(store, phase, callers: 10);

    [Theory, BothPhasesOn(Store.Sqlite), BothPhasesOn(Store.Postgres)]
    public async Task Registrations_for_several_places_never_overshoot(Store store, Phase phase)
    {
        await using var box = await Box.OpenAsync(servers, store, phase);
        var eventId = await box.AddEventAsync(capacity: 25);

        var made = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => box.RegisterAsync(eventId, $"group {i}", 1 + i % 4)));

        var confirmed = await box.ConfirmedAsync(eventId);
        Assert.InRange(confirmed, 22, 25); // what is left is less than the smallest group that waits for it
        Assert.True(made.Where(r => r.Status == Status.Waitlisted).All(r => confirmed + r.SpotsCount > 25));
    }

    [Theory, BothPhasesOn(Store.Sqlite), BothPhasesOn(Store.Postgres)]
    public async Task All_or_none_of_the_places_asked_for(Store store, Phase phase)
    {
        await using var box = await Box.OpenAsync(servers, store, phase);
        var eventId = await box.AddEventAsync(capacity: 3);

        Assert.Equal(Status.Confirmed, (await box.RegisterAsync(eventId, "two", 2)).Status);
        Assert.Equal(Status.Waitlisted, (await box.RegisterAsync(eventId, "two more", 2)).Status);
        Assert.Equal(Status.Confirmed, (await box.RegisterAsync(eventId, "one", 1)).Status);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => box.RegisterAsync(eventId, "nobody", 0));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => box.RegisterAsync(eventId + 1000, "lost", 1));
    }

    [Theory, BothPhasesOn(Store.Sqlite), BothPhasesOn(Store.Postgres)]
    public async Task An_administrator_cannot_promote_beyond_the_capacity_either(Store store, Phase phase)
    {
        await using var box = await Box.OpenAsync(servers, store, phase);
        var eventId = await box.AddEventAsync(capacity: 1);
        await box.RegisterAsync(eventId, "first");
        var waiting = await box.RegisterAsync(eventId, "second");

        Assert.False(await box.PromoteAsync(waiting.Id));
        Assert.Equal((Status.Waitlisted, 1), (await box.StatusAsync(waiting.Id), await box.ConfirmedAsync(eventId)));
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task Before_sells_the_last_place_again_and_lets_an_administrator_sell_more(Store store)
    {
        await using var box = await Box.OpenAsync(servers, store, Phase.Counting);
        var oversold = 0;
        for (var attempt = 0; attempt < 50 && oversold == 0; attempt++)
        {
            var raced = await box.AddEventAsync(capacity: 1);
            await Task.WhenAll(Enumerable.Range(0, 10).Select(i => box.InAsync(db => new RacyTicketing(db).RegisterAsync(raced, $"attendee {i}"))));
            oversold = await box.ConfirmedAsync(raced) - 1;
        }
        Assert.NotEqual(0, oversold);

        var eventId = await box.AddEventAsync(capacity: 1);
        await box.InAsync(db => new RacyTicketing(db).RegisterAsync(eventId, "first"));
        var waiting = await box.InAsync(db => new RacyTicketing(db).RegisterAsync(eventId, "second"));
        Assert.True(await box.InAsync(db => new RacyTicketing(db).PromoteAsync(waiting.Id, "admin")));
        Assert.Equal(2, await box.ConfirmedAsync(eventId));
    }

    private async Task LastPlaceAsync(Store store, Phase phase, int callers)
    {
        await using var box = await Box.OpenAsync(servers, store, phase);
        for (var round = 0; round < 5; round++)
        {
            var eventId = await box.AddEventAsync(capacity: 100);
            await box.RegisterAsync(eventId, "group", 99);

            var made = await Task.WhenAll(Enumerable.Range(0, callers).Select(i => box.RegisterAsync(eventId, $"attendee {i}")));

            Assert.Equal(1, made.Count(r => r.Status == Status.Confirmed));
            Assert.Equal(callers - 1, made.Count(r => r.Status == Status.Waitlisted));
            Assert.Equal((100, callers - 1), (await box.ConfirmedAsync(eventId), await box.CountAsync(eventId, Status.Waitlisted)));
        }
    }
}

using Microsoft.EntityFrameworkCore;
using RaceSafe.Proxies;
using RaceSafe.Samples.Tests.Servers;
using RaceSafe.Servers;
using Ticketing;

namespace RaceSafe.Samples.Tests.Ticketing;

/// <summary>The counter of phase 2 is what the registrations say: after each operation, after all at once, after each fault.</summary>
[Collection(SampleCollection.Name)]
public sealed class CounterTests(SampleServers servers)
{
    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task The_counter_is_right_after_register_promote_cancel_and_delete(Store store)
    {
        await using var box = await Box.OpenAsync(servers, store, Phase.Counting);
        var eventId = await box.AddEventAsync(capacity: 3);
        var pair = await box.RegisterAsync(eventId, "pair", 2);
        Assert.Equal(2, await box.CounterAsync(eventId));
        var waiting = await box.RegisterAsync(eventId, "waiting pair", 2);
        Assert.Equal(2, await box.CounterAsync(eventId));
        var single = await box.RegisterAsync(eventId, "single", 1);
        var chosen = await box.RegisterAsync(eventId, "chosen", 1);
        Assert.Equal(3, await box.CounterAsync(eventId));

        Assert.True(await box.CancelAsync(single.Id));
        Assert.Equal(2, await box.CounterAsync(eventId)); // the waiting pair is the first and does not fit
        Assert.False(await box.PromoteAsync(waiting.Id));
        Assert.Equal(2, await box.CounterAsync(eventId));
        Assert.True(await box.PromoteAsync(chosen.Id));
        Assert.Equal(3, await box.CounterAsync(eventId));
        await box.DeleteAsync(chosen.Id);
        Assert.Equal(2, await box.CounterAsync(eventId));
        await box.DeleteAsync(pair.Id);
        Assert.Equal(2, await box.CounterAsync(eventId)); // the waiting pair moved up
        await box.DeleteAsync(waiting.Id);
        Assert.Equal(0, await box.CounterAsync(eventId));
        var late = await box.RegisterAsync(eventId, "late", 4);
        Assert.Equal(Status.Waitlisted, late.Status);
        Assert.Empty(await box.DriftAsync());
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task Everything_at_once_leaves_no_drift_and_no_place_sold_twice(Store store)
    {
        await using var box = await Box.OpenAsync(servers, store, Phase.Counting);
        var eventId = await box.AddEventAsync(capacity: 15);
        var ids = (await Task.WhenAll(Enumerable.Range(0, 20).Select(i => box.RegisterAsync(eventId, $"group {i}", 1 + i % 3)))).Select(r => r.Id).ToList();

        await Task.WhenAll(ids.Select((id, i) => ((i % 4) switch
        {
            0 => (Task)box.CancelAsync(id),
            1 => box.PromoteAsync(id),
            2 => box.DeleteAsync(id),
            _ => box.RegisterAsync(eventId, $"late {i}"),
        })));

        Assert.Empty(await box.DriftAsync());
        Assert.InRange(await box.ConfirmedAsync(eventId), 1, 15);
        Assert.Equal(await box.ConfirmedAsync(eventId), await box.CounterAsync(eventId));
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task A_registration_that_fails_after_it_took_its_places_gives_them_back(Store store)
    {
        await using var box = await Box.OpenAsync(servers, store, Phase.Counting);
        var eventId = await box.AddEventAsync(capacity: 3);
        await box.RegisterAsync(eventId, "first");

        await Assert.ThrowsAsync<DbUpdateException>(() => box.RegisterAsync(eventId, attendee: null!, spots: 2)); // the table refuses it

        Assert.Equal((1, 1), (await box.CounterAsync(eventId), await box.ConfirmedAsync(eventId)));
        Assert.Empty(await box.DriftAsync());
    }

    [Theory, On(Store.Postgres, FaultKind.DropRequest, FaultKind.DropReply, FaultKind.Reset)]
    public async Task A_connection_that_breaks_at_any_step_leaves_all_of_a_request_or_nothing(Store store, FaultKind fault)
    {
        await using var box = await Box.OpenAsync(servers, store, Phase.Counting);
        var eventId = await box.AddEventAsync(capacity: 40);
        await using var proxy = new FaultProxy((await servers.StartAsync(store)).Port);
        var confirmed = new Queue<int>();
        var waiting = new Queue<int>();
        for (var i = 0; i < 18; i++) confirmed.Enqueue((await box.RegisterAsync(eventId, $"early {i}", 2)).Id);
        for (var i = 0; i < 10; i++) waiting.Enqueue((await box.RegisterAsync(eventId, $"waiting {i}", 5)).Id);

        // A request is a handful of messages after the two of the log-in: the fault befalls each of them once, the commit included.
        var failed = 0;
        for (var step = 3; step <= 10; step++)
        {
            failed += await FailsAsync(step, service => service.RegisterAsync(eventId, $"step {step}"));
            failed += await FailsAsync(step, service => service.CancelAsync(confirmed.Dequeue(), "attendee"));
            failed += await FailsAsync(step, service => service.PromoteAsync(waiting.Dequeue(), "admin"));
            failed += await FailsAsync(step, service => service.DeleteAsync(confirmed.Dequeue(), "admin"));

            Assert.Empty(await box.DriftAsync());
            Assert.InRange(await box.ConfirmedAsync(eventId), 0, 40);
        }

        Assert.InRange(failed, 8, 32);

        async Task<int> FailsAsync(int message, Func<ITicketing, Task> call)
        {
            proxy.Plan = _ => Interlocked.Decrement(ref message) == 0 ? new(fault) : Fault.None;
            try
            {
                await using var db = box.Database.Open(proxy.Port);
                await call(new CountingTicketing(db));
                return 0;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                return 1;
            }
        }
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task An_acknowledged_registration_is_there(Store store)
    {
        await using var box = await Box.OpenAsync(servers, store, Phase.Counting);
        var eventId = await box.AddEventAsync(capacity: 2);

        var made = await box.RegisterAsync(eventId, "first", 2);

        Assert.Equal(Status.Confirmed, await box.StatusAsync(made.Id));
        Assert.Equal([(null, Status.Confirmed, "first")], await box.HistoryAsync(made.Id));
    }

    [Theory, On(Store.Postgres, Phase.Locking, Phase.Counting)]
    public async Task An_event_that_stays_locked_is_given_up_after_the_limit_and_nothing_is_changed(Store store, Phase phase)
    {
        await using var box = await Box.OpenAsync(servers, store, phase);
        var eventId = await box.AddEventAsync(capacity: 10);
        await using var holder = box.Database.Open();
        await using var held = await holder.Database.BeginTransactionAsync();
        await holder.Database.ExecuteSqlAsync($"SELECT 1 FROM events WHERE id = {eventId} FOR UPDATE");

        Assert.Equal(TimeSpan.FromSeconds(10), SafeTicketing.DefaultLimit);
        var limit = TimeSpan.FromSeconds(1);
        await Assert.ThrowsAsync<TimeoutException>(() => box.InAsync(db =>
            (phase == Phase.Locking ? (ITicketing)new LockingTicketing(db, limit) : new CountingTicketing(db, limit)).RegisterAsync(eventId, "late")));

        await held.RollbackAsync();
        Assert.Equal(0, await box.ConfirmedAsync(eventId));
        Assert.Equal(Status.Confirmed, (await box.RegisterAsync(eventId, "next")).Status);
    }
}

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
        Assert.Equal(3, await box.CounterAsync(eventId));

        await box.CancelAsync(single.Id);
        Assert.Equal(2, await box.CounterAsync(eventId));
        Assert.False(await box.PromoteAsync(waiting.Id));
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

    [Theory, On(Store.Postgres, FaultKind.DropRequest, FaultKind.DropReply, FaultKind.Reset)]
    public async Task A_connection_that_breaks_at_any_step_leaves_all_of_a_request_or_nothing(Store store, FaultKind fault)
    {
        await using var box = await Box.OpenAsync(servers, store, Phase.Counting);
        var eventId = await box.AddEventAsync(capacity: 1000);
        await using var proxy = new FaultProxy((await servers.StartAsync(store)).Port);
        var (failed, survived) = (0, 0);
        // A registration is a handful of requests: the fault befalls each of them once, the commit included.
        for (var step = 1; step <= 8; step++)
        {
            var left = step + 2; // after the two of the log-in
            proxy.Plan = _ => Interlocked.Decrement(ref left) == 0 ? new(fault) : Fault.None;
            try
            {
                await using var db = box.Database.Open(proxy.Port);
                await new CountingTicketing(db).RegisterAsync(eventId, $"step {step}", 2);
                survived++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                failed++;
            }

            Assert.Empty(await box.DriftAsync());
        }

        Assert.NotEqual(0, failed);
        Assert.Equal(await box.ConfirmedAsync(eventId), await box.CounterAsync(eventId));
        Assert.True(await box.ConfirmedAsync(eventId) >= 2 * survived, "An acknowledged registration is gone.");
    }

    [Theory, On(Store.Postgres, Phase.Locking, Phase.Counting)]
    public async Task An_event_that_stays_locked_is_given_up_after_the_limit_and_nothing_is_changed(Store store, Phase phase)
    {
        await using var box = await Box.OpenAsync(servers, store, phase);
        var eventId = await box.AddEventAsync(capacity: 10);
        await using var holder = box.Database.Open();
        await using var held = await holder.Database.BeginTransactionAsync();
        await holder.Database.ExecuteSqlAsync($"SELECT 1 FROM events WHERE id = {eventId} FOR UPDATE");

        var limit = TimeSpan.FromSeconds(1);
        await Assert.ThrowsAsync<TimeoutException>(() => box.InAsync(db =>
            (phase == Phase.Locking ? (ITicketing)new LockingTicketing(db, limit) : new CountingTicketing(db, limit)).RegisterAsync(eventId, "late")));

        await held.RollbackAsync();
        Assert.Equal(0, await box.ConfirmedAsync(eventId));
        Assert.Equal(Status.Confirmed, (await box.RegisterAsync(eventId, "next")).Status);
    }
}

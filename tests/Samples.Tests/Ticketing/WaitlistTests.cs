using RaceSafe.Samples.Tests.Servers;
using Ticketing;

namespace RaceSafe.Samples.Tests.Ticketing;

/// <summary>Places that become free go to those who wait, in order; each change is in the audit table.</summary>
[Collection(SampleCollection.Name)]
public sealed class WaitlistTests(SampleServers servers)
{
    [Theory, BothPhasesOn(Store.Sqlite), BothPhasesOn(Store.Postgres)]
    public async Task Cancelling_moves_up_the_first_who_waits(Store store, Phase phase)
    {
        await using var box = await Box.OpenAsync(servers, store, phase);
        var eventId = await box.AddEventAsync(capacity: 1);
        var holder = await box.RegisterAsync(eventId, "holder");
        var first = await box.RegisterAsync(eventId, "first");
        var second = await box.RegisterAsync(eventId, "second");

        Assert.True(await box.CancelAsync(holder.Id));
        Assert.False(await box.CancelAsync(holder.Id)); // again: nothing more is given back

        Assert.Equal((Status.Cancelled, Status.Confirmed, Status.Waitlisted), (await box.StatusAsync(holder.Id), await box.StatusAsync(first.Id), await box.StatusAsync(second.Id)));
        Assert.Equal([(null, Status.Confirmed, "holder"), (Status.Confirmed, Status.Cancelled, "attendee")], await box.HistoryAsync(holder.Id));
        Assert.Equal([(null, Status.Waitlisted, "first"), (Status.Waitlisted, Status.Confirmed, "waitlist")], await box.HistoryAsync(first.Id));
    }

    [Theory, BothPhasesOn(Store.Sqlite), BothPhasesOn(Store.Postgres)]
    public async Task Deleting_moves_up_as_many_as_fit_and_the_audit_table_remembers(Store store, Phase phase)
    {
        await using var box = await Box.OpenAsync(servers, store, phase);
        var eventId = await box.AddEventAsync(capacity: 3);
        var group = await box.RegisterAsync(eventId, "group", 3);
        var one = await box.RegisterAsync(eventId, "one", 1);
        var two = await box.RegisterAsync(eventId, "two", 2);
        var last = await box.RegisterAsync(eventId, "last", 1);

        Assert.True(await box.DeleteAsync(group.Id));
        Assert.False(await box.DeleteAsync(group.Id));

        Assert.Equal((Status.Confirmed, Status.Confirmed, Status.Waitlisted), (await box.StatusAsync(one.Id), await box.StatusAsync(two.Id), await box.StatusAsync(last.Id)));
        Assert.Equal((Status.Confirmed, Status.Deleted, "admin"), (await box.HistoryAsync(group.Id))[^1]);
    }

    [Theory, BothPhasesOn(Store.Sqlite), BothPhasesOn(Store.Postgres)]
    public async Task Who_does_not_fit_waits_and_nobody_behind_overtakes(Store store, Phase phase)
    {
        await using var box = await Box.OpenAsync(servers, store, phase);
        var eventId = await box.AddEventAsync(capacity: 2);
        var holder = await box.RegisterAsync(eventId, "holder", 1);
        await box.RegisterAsync(eventId, "other holder", 1);
        var pair = await box.RegisterAsync(eventId, "pair", 2);
        var single = await box.RegisterAsync(eventId, "single", 1);

        await box.CancelAsync(holder.Id);

        Assert.Equal((Status.Waitlisted, Status.Waitlisted), (await box.StatusAsync(pair.Id), await box.StatusAsync(single.Id)));
        Assert.True(await box.PromoteAsync(single.Id)); // an administrator may choose
        Assert.Equal(2, await box.ConfirmedAsync(eventId));
    }

    [Theory, BothPhasesOn(Store.Sqlite), BothPhasesOn(Store.Postgres)]
    public async Task A_registration_cancelled_and_promoted_at_once_ends_cancelled_and_gives_its_place_back_once(Store store, Phase phase)
    {
        await using var box = await Box.OpenAsync(servers, store, phase);
        for (var round = 0; round < 10; round++)
        {
            var eventId = await box.AddEventAsync(capacity: 2);
            var holder = await box.RegisterAsync(eventId, "holder", 1);
            var other = await box.RegisterAsync(eventId, "other holder", 1);
            await box.RegisterAsync(eventId, "pair", 2);
            var single = await box.RegisterAsync(eventId, "single", 1);
            await box.CancelAsync(holder.Id); // one place, which the pair that waits first cannot use

            var cancelled = box.CancelAsync(single.Id);
            var promoted = box.PromoteAsync(single.Id);

            Assert.True(await cancelled); // before the promotion or after it
            Status?[] expected = await promoted ? [null, Status.Waitlisted, Status.Confirmed] : [null, Status.Waitlisted];
            Assert.Equal(expected, (await box.HistoryAsync(single.Id)).Select(change => change.From));
            Assert.Equal((Status.Cancelled, Status.Confirmed), (await box.StatusAsync(single.Id), await box.StatusAsync(other.Id)));
            Assert.Equal(1, await box.ConfirmedAsync(eventId));
        }
    }
}

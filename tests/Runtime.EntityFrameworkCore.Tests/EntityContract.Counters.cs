using Microsoft.EntityFrameworkCore;
using RaceSafe.Runtime.Tests.Contract;

namespace RaceSafe.Runtime.EntityFrameworkCore.Tests;

public abstract partial class EntityContract
{
    [Fact]
    public async Task A_counter_that_differs_from_the_entities_that_it_counts_is_reported_and_repaired()
    {
        var poll = Random.Shared.Next();
        var (right, high, low) = (await NewOptionAsync(Of(poll, 5)), await NewOptionAsync(Of(poll, 9)), await NewOptionAsync(Of(poll, 0)));
        await NewOptionAsync(Of(poll + 1, 77)); // of another poll: not asked for
        await NewOptionAsync(o => (o.PollId, o.Votes, o.IsDeleted) = (poll, 88, true)); // the query filter of the model hides it
        await using var db = NewContext();
        var (voted, withdrawn) = ($"voted {poll}", $"withdrawn {poll}");
        db.AddRange(Vote(right, 2, voted), Vote(right, 3, voted), Vote(high, 4, voted), Vote(low, 1, voted), Vote(low, 6, withdrawn));
        await db.SaveChangesAsync();
        var tracked = await db.Options.SingleAsync(o => o.Id == high);
        var log = new EventLog();

        var drifts = await VerifyAsync(repair: false);
        Assert.Equal([(high, 9L, 4L), (low, 0L, 1L)], drifts.Select(d => ((int)d.Key, d.Counter ?? -1, d.Expected)));
        Assert.Equal(Enumerable.Repeat((40, (string?)"CounterDrift"), 2), log.Events);
        Assert.Equal(9, (await OptionAsync(high)).Votes); // only looked at

        Assert.All(await VerifyAsync(repair: true), drift => Assert.True(drift.Repaired));
        Assert.Empty(await VerifyAsync(repair: false));
        Assert.Equal((5, 4, 1), ((await OptionAsync(right)).Votes, (await OptionAsync(high)).Votes, (await OptionAsync(low)).Votes));
        Assert.Equal((4, EntityState.Unchanged), (tracked.Votes, db.Entry(tracked).State));

        Task<IReadOnlyList<CounterDrift>> VerifyAsync(bool repair) => db.Options.Where(o => o.PollId == poll).VerifyCounterAsync(
            o => o.Votes, db.Accounts.Where(a => a.Provider.EndsWith(voted)), a => a.UserId, a => a.Logins, repair, logger: log);
    }

    [Fact]
    public async Task Entities_can_be_counted_instead_of_added_up()
    {
        var poll = Random.Shared.Next();
        var id = await NewOptionAsync(Of(poll, 1));
        await using var db = NewContext();
        db.AddRange(Vote(id, 7, "first"), Vote(id, 8, "second"));
        await db.SaveChangesAsync();
        var drift = Assert.Single(await db.Options.Where(o => o.PollId == poll).VerifyCounterAsync(o => o.Votes, db.Accounts, a => a.UserId));
        Assert.Equal((1, 2), (drift.Counter, drift.Expected));
    }

    [Fact]
    public async Task Repairs_lose_no_vote_that_is_counted_meanwhile()
    {
        var poll = Random.Shared.Next();
        var id = await NewOptionAsync(Of(poll, 1000));
        var voting = AtOnce(4, async caller =>
        {
            for (var i = 0; i < 8; i++)
            {
                await using var db = NewContext();
                await using var transaction = await db.Database.BeginTransactionAsync();
                await db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Votes, 1);
                db.Add(Vote(id, 1, $"{poll} {caller} {i}"));
                await db.SaveChangesAsync();
                await transaction.CommitAsync();
            }

            return caller;
        });
        await using var own = NewContext();
        while (!voting.IsCompleted) await VerifyAsync();
        await voting;
        await VerifyAsync();
        Assert.Equal(32, (await OptionAsync(id)).Votes);

        Task<IReadOnlyList<CounterDrift>> VerifyAsync() => own.Options.Where(o => o.PollId == poll).VerifyCounterAsync(
            o => o.Votes, own.Accounts.Where(a => a.UserId == id), a => a.UserId, a => a.Logins, repair: true);
    }

    [Fact]
    public async Task Counters_that_cannot_be_compared_or_repaired_are_refused_with_the_reason()
    {
        await using var db = NewContext();
        await using var other = NewContext();
        await Assert.ThrowsAsync<ArgumentException>(async () => await db.Options.VerifyCounterAsync(o => o.Votes, other.Accounts, a => a.UserId));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await db.Options.VerifyCounterAsync(o => o.Packed, db.Accounts, a => a.UserId)); // has a converter
        await using var transaction = await db.Database.BeginTransactionAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Options.VerifyCounterAsync(o => o.Votes, db.Accounts, a => a.UserId, repair: true));
    }

    private static Action<Option> Of(int poll, int votes) => option => (option.PollId, option.Votes) = (poll, votes);

    private static Account Vote(int option, int weight, string state) => new() { Id = Guid.NewGuid(), UserId = option, Logins = weight, Provider = $"{Guid.NewGuid():N} {state}" };
}

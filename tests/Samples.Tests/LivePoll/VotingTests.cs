using RaceSafe.Samples.Tests.Servers;

namespace RaceSafe.Samples.Tests.LivePoll;

/// <summary>Every vote counts, over HTTP.</summary>
[Collection(SampleCollection.Name)]
public sealed class VotingTests(SampleServers servers)
{
    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task A_hundred_votes_at_once_are_a_hundred(Store store)
    {
        await using var host = await PollHost.StartAsync(servers, store);

        await host.VoteAtOnceAsync(option: 1, votes: 100);

        var state = await host.StateAsync();
        Assert.Equal([100, 0, 0], state.Options.Select(option => option.Votes));
        Assert.Equal((100, 100, 0), (state.Accepted, state.Counted, state.Lost));
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task Twenty_votes_give_votes_after_from_1_to_20_without_a_gap(Store store)
    {
        await using var host = await PollHost.StartAsync(servers, store);

        var told = await host.VoteAtOnceAsync(option: 2, votes: 20);

        Assert.Equal(Enumerable.Range(1, 20), told.Select(vote => vote.VotesAfter).Order());
        Assert.Equal(Enumerable.Range(1, 20), (await host.Poll.EventsAsync(2)).Select(stored => stored.VotesAfter)); // in the order of the counting, too
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task Three_options_with_thirty_votes_each_do_not_disturb_one_another(Store store)
    {
        await using var host = await PollHost.StartAsync(servers, store);

        await Task.WhenAll(host.VoteAtOnceAsync(1, 30), host.VoteAtOnceAsync(2, 30), host.VoteAtOnceAsync(3, 30));

        Assert.Equal([30, 30, 30], (await host.StateAsync()).Options.Select(option => option.Votes));
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task Fifty_votes_and_then_twenty_five_are_seventy_five(Store store)
    {
        await using var host = await PollHost.StartAsync(servers, store);

        await host.VoteAtOnceAsync(3, 50);
        var later = await host.VoteAtOnceAsync(3, 25);

        Assert.Equal(75, (await host.StateAsync()).Options[2].Votes);
        Assert.Equal(Enumerable.Range(51, 25), later.Select(vote => vote.VotesAfter).Order());
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task The_load_button_asks_for_as_many_votes_as_it_says(Store store)
    {
        await using var host = await PollHost.StartAsync(servers, store);

        (await host.Client.PostAsync("/api/load?votes=100&mode=after", null)).EnsureSuccessStatusCode();

        Assert.Equal([34, 33, 33], (await host.StateAsync()).Options.Select(option => option.Votes));
        (await host.Client.PostAsync("/api/reset", null)).EnsureSuccessStatusCode();
        Assert.Equal((0, 0), ((await host.StateAsync()).Counted, (await host.StateAsync()).Accepted));
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task Before_loses_votes_and_the_poll_says_how_many(Store store)
    {
        await using var host = await PollHost.StartAsync(servers, store);

        var told = await host.VoteAtOnceAsync(option: 1, votes: 100, mode: "before");

        var state = await host.StateAsync();
        Assert.Equal(100, state.Accepted);
        Assert.InRange(state.Counted, 1, 99);
        Assert.Equal(100 - state.Counted, state.Lost);
        Assert.True(told.Select(vote => vote.VotesAfter).Distinct().Count() < 100, "Voters were told the same count.");
    }
}

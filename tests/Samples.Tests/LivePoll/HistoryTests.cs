using System.Net.ServerSentEvents;
using RaceSafe.Samples.Tests.Servers;

namespace RaceSafe.Samples.Tests.LivePoll;

/// <summary>What a page is told that was not there from the beginning.</summary>
[Collection(SampleCollection.Name)]
public sealed class HistoryTests(SampleServers servers)
{
    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task The_totals_of_each_moment_part_where_votes_were_lost_and_only_there(Store store)
    {
        await using var host = await PollHost.StartAsync(servers, store);
        await host.VoteAtOnceAsync(option: 1, votes: 20);
        await host.VoteAtOnceAsync(option: 2, votes: 40, mode: "before");
        await host.VoteAtOnceAsync(option: 1, votes: 10);

        var points = (await host.HistoryAsync()).Points;

        var state = await host.StateAsync();
        Assert.NotEqual(0, state.Lost);
        Assert.Equal(Enumerable.Range(1, 70), points.Select(point => point.Accepted));
        Assert.All(points.Take(20), point => Assert.Equal(point.Accepted, point.Counted));
        Assert.All(points.Skip(60), point => Assert.Equal(state.Lost, point.Accepted - point.Counted));
        Assert.True(points[0].At.Kind == DateTimeKind.Utc && points[0].At <= points[^1].At && points[^1].At <= state.At);
    }

    [Fact]
    public async Task The_newest_votes_come_in_the_order_in_which_they_were_counted_and_of_many_only_some_points()
    {
        await using var host = await PollHost.StartAsync(servers, Store.Sqlite);
        (await host.Client.PostAsync("/api/load?votes=900&mode=after", null)).EnsureSuccessStatusCode();

        var history = await host.HistoryAsync();

        Assert.Equal(Enumerable.Range(1, 300).Select(i => 3 * i), history.Points.Select(point => point.Accepted));
        Assert.Equal(200, history.Votes.Count);
        foreach (var option in history.Votes.GroupBy(vote => vote.OptionId))
            Assert.Equal(Enumerable.Range(301 - option.Count(), option.Count()), option.Select(vote => vote.VotesAfter));
        Assert.All(history.Votes, vote => Assert.Equal("after", vote.Mode));
    }

    [Fact]
    public async Task A_poll_without_votes_has_no_history()
    {
        await using var host = await PollHost.StartAsync(servers, Store.Sqlite);

        var history = await host.HistoryAsync();

        Assert.Empty(history.Points);
        Assert.Empty(history.Votes);
    }

    [Fact]
    public async Task Who_listens_is_told_at_once_to_ask_for_it_and_again_when_the_poll_begins_anew()
    {
        await using var host = await PollHost.StartAsync(servers, Store.Sqlite);
        await using var stream = await host.Client.GetStreamAsync("/api/votes");
        await using var events = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();
        async Task<string> NextAsync() => await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)) ? events.Current.EventType : "";

        Assert.Equal("begin", await NextAsync());
        await host.VoteAsync(1);
        Assert.Equal("vote", await NextAsync());
        (await host.Client.PostAsync("/api/reset", null)).EnsureSuccessStatusCode();
        Assert.Equal("begin", await NextAsync());
        Assert.Empty((await host.HistoryAsync()).Votes);
    }
}

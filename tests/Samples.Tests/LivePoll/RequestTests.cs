using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using LivePoll;
using RaceSafe.Samples.Tests.Servers;

namespace RaceSafe.Samples.Tests.LivePoll;

/// <summary>What is not a vote gets a message and changes nothing; what is one is told to everybody.</summary>
[Collection(SampleCollection.Name)]
public sealed class RequestTests(SampleServers servers)
{
    [Theory]
    [InlineData("abc")]
    [InlineData("1abc")]
    [InlineData("1%20")]
    [InlineData("1;drop")]
    [InlineData("-1")]
    [InlineData("%2B1")]
    [InlineData("0")]
    [InlineData("1.0")]
    [InlineData("1e0")]
    [InlineData("99999999999999999999")]
    [InlineData("%D9%A1")]
    public Task An_id_that_is_no_number_is_refused_with_a_message(string id) => RefusedAsync($"/api/options/{id}/votes", HttpStatusCode.BadRequest, "is not the number of an option");

    [Fact]
    public Task An_option_that_does_not_exist_is_not_found() => RefusedAsync("/api/options/4711/votes", HttpStatusCode.NotFound, "There is no option 4711.");

    [Fact]
    public Task A_mode_that_does_not_exist_is_refused() => RefusedAsync("/api/options/1/votes?mode=twice", HttpStatusCode.BadRequest, "There is no mode 'twice'.");

    [Theory]
    [InlineData("votes=0")]
    [InlineData("votes=1001")]
    [InlineData("votes=ten")]
    [InlineData("")]
    public Task A_load_that_is_no_number_or_too_much_is_refused(string query) => RefusedAsync($"/api/load?{query}", HttpStatusCode.BadRequest, "is not a number of votes");

    [Fact]
    public async Task Broadcasts_carry_each_count_once()
    {
        await using var host = await PollHost.StartAsync(servers, Store.Sqlite);
        using var answer = await host.Client.GetAsync("/api/votes", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var listening = Task.Run(async () =>
        {
            var heard = new List<VoteEvent>();
            await foreach (var item in SseParser.Create(stream, (type, data) => type == "vote" ? JsonSerializer.Deserialize<VoteEvent>(data, JsonSerializerOptions.Web) : null).EnumerateAsync())
            {
                if (item.Data is { } vote) heard.Add(vote);
                if (heard.Count == 40) break;
            }

            return heard;
        });

        await host.VoteAtOnceAsync(option: 2, votes: 40);

        var votes = await listening.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(Enumerable.Range(1, 40), votes.Select(vote => vote.VotesAfter).Order());
        Assert.All(votes, vote => Assert.Equal((2, "after"), (vote.OptionId, vote.Mode)));
    }

    [Fact]
    public async Task A_page_that_goes_away_disturbs_nobody()
    {
        await using var host = await PollHost.StartAsync(servers, Store.Sqlite);
        (await host.Client.GetAsync("/api/votes", HttpCompletionOption.ResponseHeadersRead)).Dispose();

        Assert.Equal(1, (await host.VoteAsync(1)).VotesAfter);
    }

    [Fact]
    public async Task The_page_needs_nothing_from_outside()
    {
        await using var host = await PollHost.StartAsync(servers, Store.Sqlite);
        foreach (var path in new[] { "/", "/poll.css", "/poll.js" })
        {
            var text = await host.Client.GetStringAsync(path);
            Assert.DoesNotContain("https://", text);
            Assert.DoesNotContain("//cdn", text);
        }
    }

    private async Task RefusedAsync(string path, HttpStatusCode expected, string message)
    {
        await using var host = await PollHost.StartAsync(servers, Store.Sqlite);

        using var answer = await host.Client.PostAsync(path, null);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Contains(message, (await answer.Content.ReadFromJsonAsync<PollApp.Problem>())!.Message);
        Assert.Equal(0, (await host.StateAsync()).Accepted);
    }
}

using System.Net.Http.Json;
using LivePoll;
using Microsoft.AspNetCore.Builder;
using RaceSafe.Samples.Tests.Servers;

namespace RaceSafe.Samples.Tests.LivePoll;

/// <summary>The web application with a poll of its own on a free port, both modes offered.</summary>
public sealed class PollHost : IAsyncDisposable
{
    private readonly PollDatabase _database;
    private readonly WebApplication _app;

    private PollHost(PollDatabase database, Poll poll, WebApplication app)
    {
        (_database, Poll, _app) = (database, poll, app);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public Poll Poll { get; }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public static async Task<PollHost> StartAsync(SampleServers servers, Store store)
    {
        var database = await PollDatabase.CreateAsync(await servers.ServerOfAsync(store));
        var broadcaster = new Broadcaster();
        var poll = new Poll(database, new OpenPoll(), broadcaster, [PollModes.After, PollModes.Before]);
        var app = PollApp.Create(poll, broadcaster, "http://127.0.0.1:0");
        await app.StartAsync();
        return new(database, poll, app);
    }

    /// <summary>Casts a vote and returns what its voter is told.</summary>
    public async Task<VoteEvent> VoteAsync(int option, string mode = "after")
    {
        using var answer = await Client.PostAsync($"/api/options/{option}/votes?mode={mode}", null);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<VoteEvent>())!;
    }

    public Task<VoteEvent[]> VoteAtOnceAsync(int option, int votes, string mode = "after") =>
        Task.WhenAll(Enumerable.Range(0, votes).Select(_ => VoteAsync(option, mode)));

    public async Task<PollHistory> HistoryAsync() => (await Client.GetFromJsonAsync<PollHistory>("/api/history"))!;

    public async Task<PollState> StateAsync() => (await Client.GetFromJsonAsync<PollState>("/api/poll"))!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}

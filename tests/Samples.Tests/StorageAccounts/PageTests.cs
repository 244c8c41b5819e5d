using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using StorageAccounts;
using RaceSafe.Samples.Tests.Servers;

namespace RaceSafe.Samples.Tests.StorageAccounts;

/// <summary>The application over HTTP, and the figures that its page gets.</summary>
[Collection(SampleCollection.Name)]
public sealed class PageTests
{
    [Fact]
    public async Task The_page_shows_locks_and_idempotency_of_the_requests_as_they_happen()
    {
        await using var app = await FiguresApp.StartAsync();
        var client = app.Client;

        foreach (var path in new[] { "/", "/figures.css", "/figures.js" })
            Assert.DoesNotContain("http", await client.GetStringAsync(path)); // nothing from outside
        Assert.Equal("Healthy", await client.GetStringAsync("/health"));

        await using var stream = await client.GetStreamAsync("/api/figures");
        var events = SseParser.Create(stream, (_, data) => JsonSerializer.Deserialize<Seen>(data, JsonSerializerOptions.Web)!).EnumerateAsync().GetAsyncEnumerator();
        var before = await NextAsync(events);
        Assert.Equal(("Closed", 0, 0), (before.Circuit, before.Figures.Requests, before.Figures.LocksHad));
        Assert.Equal(["Healthy", "Healthy"], before.Health.Values);

        var load = await client.PostAsync("/api/load?requests=40", null);
        Assert.Equal("""{"requests":40,"accounts":1}""", await load.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("/api/load?requests=0", null)).StatusCode);

        var after = await NextAsync(events);
        while (after.Figures.Requests < 40) after = await NextAsync(events);
        Assert.Equal((1, 40, 0.975), (after.Figures.LocksHad, after.Figures.Requests, after.Figures.HitRate));
        Assert.Equal((1, 39), (after.Figures.Answers["created"], after.Figures.Answers["replayed"]));
        await events.DisposeAsync();
    }

    [Fact]
    public async Task A_request_with_an_idempotency_key_is_answered_once_and_errors_have_their_status()
    {
        await using var app = await FiguresApp.StartAsync();
        var client = app.Client;
        client.DefaultRequestHeaders.Add("Idempotency-Key", "one");
        var owner = new ProviderAccount("ann", "google", "g");

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/accounts", owner with { UserId = " " })).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsJsonAsync("/api/accounts", owner)).StatusCode);
        await app.Database.SignInAsync(owner);
        var created = await (await client.PostAsJsonAsync("/api/accounts", owner)).Content.ReadFromJsonAsync<AccountResult>();
        var again = await (await client.PostAsJsonAsync("/api/accounts", owner)).Content.ReadFromJsonAsync<AccountResult>();

        Assert.Equal((AccountOutcome.Created, false, true), (created!.Outcome, created.IsReplayed, again!.IsReplayed));
        Assert.Equal(created.Account!.Id, again.Account!.Id);
        var report = await (await client.PostAsync("/api/users/ann/ensure", null)).Content.ReadFromJsonAsync<EnsureReport>();
        Assert.Equal((0, 1), (report!.Created, report.Validated));
    }

    [Theory]
    [InlineData("Development", HttpStatusCode.OK, AccountOutcome.Created)]
    [InlineData("Staging", HttpStatusCode.Conflict, AccountOutcome.Error)]
    [InlineData("Production", HttpStatusCode.Conflict, AccountOutcome.Error)]
    public async Task Without_redis_only_the_environment_development_goes_on(string environment, HttpStatusCode status, AccountOutcome outcome)
    {
        await using var app = await FiguresApp.StartAsync("redis://127.0.0.1:1", environment); // nobody listens there
        var owner = new ProviderAccount("ann", "google", "g");
        await app.Database.SignInAsync(owner);

        using var answer = await app.Client.PostAsJsonAsync("/api/accounts", owner);

        Assert.Equal((status, outcome), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<AccountResult>())!.Outcome));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.Client.GetAsync("/health")).StatusCode);
    }

    private static async Task<Seen> NextAsync(IAsyncEnumerator<SseItem<Seen>> events)
    {
        Assert.True(await events.MoveNextAsync());
        return events.Current.Data;
    }

    private sealed record Seen(Figures Figures, string Circuit, Dictionary<string, string> Health);
}

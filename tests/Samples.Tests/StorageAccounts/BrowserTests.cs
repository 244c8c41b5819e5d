using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RaceSafe.Samples.Tests.Servers;
using RaceSafe.Servers;
using static Microsoft.Playwright.Assertions;

namespace RaceSafe.Samples.Tests.StorageAccounts;

/// <summary>The page of locks and idempotency in a real browser.</summary>
[Collection(SampleCollection.Name)]
public sealed class BrowserTests(SampleServers servers)
{
    [BrowserFact]
    public async Task The_page_shows_what_a_hundred_requests_at_once_cost_and_a_second_page_the_same()
    {
        await using var app = await FiguresApp.StartAsync();
        await using var visitors = new Visitors(servers, app.Address);
        var (first, second) = (await visitors.OpenAsync("/api/figures"), await visitors.OpenAsync("/api/figures"));
        await Expect(Status(first)).ToHaveTextAsync("store: Healthy, database: Healthy, circuit: Closed");

        await LoadButton(first).ClickAsync();

        await Expect(first.Locator("#loaded")).ToHaveTextAsync("100 requests, accounts made: 1");
        foreach (var page in new[] { first, second })
        {
            await Expect(page.Locator("#requests")).ToHaveTextAsync("100");
            await Expect(page.Locator("#hitRate")).ToHaveTextAsync("99.0 %");
            await Expect(page.Locator("#locksHad")).ToHaveTextAsync("1");
            await Expect(page.Locator("#locksMissed")).ToHaveTextAsync("0");
            await Expect(page.Locator("#created")).ToHaveTextAsync("1");
            await Expect(page.Locator("#replayed")).ToHaveTextAsync("99");
            await Expect(page.Locator("#error")).ToHaveTextAsync("0");
            await Expect(page.Locator("#answerMs")).ToHaveTextAsync(new Regex(@"^\d+\.\d ms$"));
            await Expect(page.Locator("#lockWaitMs")).ToHaveTextAsync(new Regex(@"^\d+\.\d ms$"));
        }
    }

    [BrowserFact(RealServer.Redis)]
    public async Task The_page_shows_that_redis_is_gone_that_nobody_waits_for_it_and_that_it_is_back()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var app = await FiguresApp.StartAsync($"redis://127.0.0.1:{redis.Port}");
        await using var visitors = new Visitors(servers, app.Address);
        var page = await visitors.OpenAsync("/api/figures");
        await Expect(Status(page)).ToHaveTextAsync("store: Healthy, database: Healthy, circuit: Closed");

        await redis.KillAsync();
        await LoadButton(page).ClickAsync();
        await Expect(page.Locator("#loaded")).ToHaveTextAsync("100 requests, accounts made: 0", new() { Timeout = 15_000 });
        await Expect(page.Locator("#storeFailures")).ToHaveTextAsync("100");
        await Expect(page.Locator("#error")).ToHaveTextAsync("100");
        await Expect(Status(page)).ToHaveTextAsync(new Regex("^store: Unhealthy, database: Healthy, circuit: (Open|HalfOpen)$"), new() { Timeout = 15_000 });
        await Expect(Status(page)).ToHaveClassAsync("bad");

        await redis.StartAsync();
        await Expect(Status(page)).ToHaveTextAsync(new Regex("^store: Healthy"), new() { Timeout = 15_000 });
        // The circuit closes with the first request that is answered again; those that are refused before that say so.
        for (var waited = Stopwatch.StartNew(); !await IsAnsweredAsync(page) && waited.Elapsed < TimeSpan.FromSeconds(15);) await Task.Delay(200);
        await Expect(page.Locator("#loaded")).ToHaveTextAsync("100 requests, accounts made: 1");
        await Expect(Status(page)).ToHaveTextAsync("store: Healthy, database: Healthy, circuit: Closed");
        await Expect(Status(page)).Not.ToHaveClassAsync("bad");
    }

    [BrowserFact]
    public async Task Everything_has_a_name_and_the_keyboard_is_enough()
    {
        await using var app = await FiguresApp.StartAsync();
        await using var visitors = new Visitors(servers, app.Address);
        var page = await visitors.OpenAsync("/api/figures");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Locks and idempotency, live");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Figures since the start" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveCountAsync(2);
        Assert.Equal(
            ["Locks had", "Locks missed", "Mean wait for a lock", "Idempotent requests", "Hit rate", "Created", "Validated", "Replayed", "Skipped", "Errors",
                "Mean time to an answer", "Failures of the store"],
            await page.GetByRole(AriaRole.Term).AllTextContentsAsync());

        await page.Keyboard.PressAsync("Tab");
        await Expect(LoadButton(page)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#loaded")).ToHaveTextAsync("100 requests, accounts made: 1");
    }

    /// <summary>Presses the button once and says whether there is an account now.</summary>
    private static async Task<bool> IsAnsweredAsync(IPage page)
    {
        await page.RunAndWaitForResponseAsync(() => LoadButton(page).ClickAsync(), answer => answer.Url.Contains("/api/load"));
        return (await page.Locator("#loaded").TextContentAsync())!.EndsWith(": 1", StringComparison.Ordinal);
    }

    private static ILocator Status(IPage page) => page.Locator("#status");

    private static ILocator LoadButton(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "100 requests of one new user" });
}

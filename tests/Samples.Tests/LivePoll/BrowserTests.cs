using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Playwright;
using RaceSafe.Samples.Tests.Servers;
using RaceSafe.Servers;
using static Microsoft.Playwright.Assertions;

namespace RaceSafe.Samples.Tests.LivePoll;

/// <summary>The page in a real browser, without a window.</summary>
[Collection(SampleCollection.Name)]
public sealed class BrowserTests(SampleServers servers) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _errors = [];
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private PollHost _host = null!;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null && Environment.GetEnvironmentVariable("CI") != "true") return; // the tests are skipped
        _host = await PollHost.StartAsync(servers, Store.Sqlite);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium.Path ?? throw new InvalidOperationException("Chromium is not installed; run 'dotnet run eng/test.cs'."),
            // Root may not use the sandbox; nothing but our own page is opened.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_host is not null) await _host.DisposeAsync();
        Assert.Empty(_errors); // of the page's script, in any test
    }

    [BrowserFact]
    public async Task Two_pages_vote_and_both_show_the_same_true_count()
    {
        var (first, second) = (await OpenAsync(), await OpenAsync());

        for (var i = 0; i < 10; i++)
            await Task.WhenAll(VoteButton(first, "Tabs").ClickAsync(), VoteButton(second, "Tabs").ClickAsync());
        await VoteButton(second, "Spaces").ClickAsync();

        foreach (var page in new[] { first, second })
        {
            await Expect(page.Locator("#votes-1")).ToHaveTextAsync("20");
            await Expect(page.Locator("#votes-2")).ToHaveTextAsync("1");
            await Expect(page.Locator("#lost")).ToHaveTextAsync("0");
            await Expect(page.Locator("#log tr")).ToHaveCountAsync(21);
            await Expect(page.Locator("#log tr.repeated")).ToHaveCountAsync(0);
        }

        Assert.Equal([20, 1, 0], (await _host.StateAsync()).Options.Select(option => option.Votes));
    }

    [BrowserFact]
    public async Task Switched_to_before_the_page_shows_the_votes_that_are_lost_and_to_after_it_shows_no_more()
    {
        var page = await OpenAsync();
        var load = page.GetByRole(AriaRole.Button, new() { Name = "100 votes at once" });
        await load.ClickAsync();
        await Expect(page.Locator("#counted")).ToHaveTextAsync("100");
        await Expect(page.Locator("#lost")).ToHaveTextAsync("0");

        await page.GetByLabel("before").CheckAsync();
        await load.ClickAsync();

        await Expect(page.Locator("#accepted")).ToHaveTextAsync("200");
        var lost = (await _host.StateAsync()).Lost;
        Assert.InRange(lost, 10, 100);
        await Expect(page.Locator("#lost")).ToHaveTextAsync($"{lost}");
        await Expect(page.Locator("#log tr.repeated").First).ToBeVisibleAsync();

        await page.GetByLabel("after").CheckAsync();
        await load.ClickAsync();
        await Expect(page.Locator("#accepted")).ToHaveTextAsync("300");
        await Expect(page.Locator("#lost")).ToHaveTextAsync($"{lost}");
        if (Environment.GetEnvironmentVariable("RACESAFE_ACCEPT") == "1") await page.ScreenshotAsync(new() { Path = Picture, FullPage = false });
    }

    [BrowserFact]
    public async Task The_page_can_be_used_by_keyboard()
    {
        var page = await OpenAsync();
        await page.Keyboard.PressAsync("Tab"); // the switch
        await Expect(page.GetByLabel("after")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByLabel("before")).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(VoteButton(page, "Tabs")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#votes-1")).ToHaveTextAsync("1");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("#votes-2")).ToHaveTextAsync("1");
    }

    [BrowserFact]
    public async Task Everything_has_a_name_that_a_screen_reader_can_say()
    {
        var page = await OpenAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Tabs or spaces?");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "How votes are counted" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Vote for ") })).ToHaveCountAsync(3);
        await Expect(page.GetByRole(AriaRole.Progressbar, new() { NameRegex = new("^Share of ") })).ToHaveCountAsync(3);
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Accepted and counted votes over time" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Event log, newest first" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveAttributeAsync("aria-live", "polite");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeEmptyAsync();
    }

    [BrowserFact]
    public async Task A_server_that_refuses_is_shown_as_a_message()
    {
        var page = await OpenAsync();

        await page.EvaluateAsync("ask('/api/options/12x/votes', 'POST')");

        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("'12x' is not the number of an option.");
    }

    private static string Picture => Path.Combine(
        typeof(BrowserTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SamplesFolder").Value!, "LivePoll", "page.png");

    private static ILocator VoteButton(IPage page, string option) => page.GetByRole(AriaRole.Button, new() { Name = $"Vote for {option}" });

    /// <summary>A page with its own context, as another visitor's, that has heard from the server.</summary>
    private async Task<IPage> OpenAsync()
    {
        var context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = 1000, Height = 620 } });
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => _errors.Enqueue(error);
        await page.RunAndWaitForResponseAsync(() => page.GotoAsync(_host.Address.ToString()), answer => answer.Url.EndsWith("/api/votes", StringComparison.Ordinal));
        await Expect(VoteButton(page, "Tabs")).ToBeVisibleAsync();
        return page;
    }
}

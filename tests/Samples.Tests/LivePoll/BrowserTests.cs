using System.Globalization;
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
    private PollHost _host = null!;
    private Visitors _visitors = null!;

    public async Task InitializeAsync()
    {
        _host = await PollHost.StartAsync(servers, Store.Sqlite);
        _visitors = new(servers, _host.Address);
    }

    public async Task DisposeAsync()
    {
        await _visitors.DisposeAsync();
        await _host.DisposeAsync();
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
        Assert.InRange(lost, 1, 100);
        await Expect(page.Locator("#lost")).ToHaveTextAsync($"{lost}");
        await Expect(page.Locator("#log tr.repeated").First).ToBeVisibleAsync();

        await page.GetByLabel("after").CheckAsync();
        await load.ClickAsync();
        await Expect(page.Locator("#accepted")).ToHaveTextAsync("300");
        await Expect(page.Locator("#lost")).ToHaveTextAsync($"{lost}");
        if (Environment.GetEnvironmentVariable("RACESAFE_ACCEPT") == "1") await page.ScreenshotAsync(new() { Path = Picture, FullPage = false });
    }

    [BrowserFact]
    public async Task A_page_that_is_opened_late_shows_what_happened_before_and_goes_on_from_there()
    {
        await _host.VoteAtOnceAsync(option: 1, votes: 30);
        var told = await _host.VoteAtOnceAsync(option: 2, votes: 30, mode: "before");
        var repeated = told.Length - told.Select(vote => vote.VotesAfter).Distinct().Count();
        Assert.NotEqual(0, repeated);

        var page = await OpenAsync();

        await Expect(page.Locator("#log tr")).ToHaveCountAsync(60);
        await Expect(page.Locator("#log tr.repeated")).ToHaveCountAsync(repeated);
        await Expect(page.Locator("#log tr").Last).ToHaveTextAsync("Tabs1after");
        await Expect(page.Locator("#lost")).ToHaveTextAsync($"{(await _host.StateAsync()).Lost}");
        var (accepted, counted) = (await HeightsAsync(page, "accepted"), await HeightsAsync(page, "counted"));
        Assert.True(accepted.Length >= 60, $"{accepted.Length} points");
        Assert.Equal(accepted[..30], counted[..30]); // the lines are one until Before counts
        Assert.True(accepted[^1] > counted[^1]);
        Assert.True(accepted[0] < accepted[29] && accepted[29] < accepted[^1]);

        await VoteButton(page, "Tabs").ClickAsync();
        await Expect(page.Locator("#log tr")).ToHaveCountAsync(61);
        await Expect(page.Locator("#log tr").First).ToHaveTextAsync("Tabs31after");
    }

    [BrowserFact]
    public async Task Started_again_on_one_page_the_poll_begins_anew_on_all()
    {
        var (first, second) = (await OpenAsync(), await OpenAsync());
        await VoteButton(first, "Spaces").ClickAsync();
        await Expect(second.Locator("#log tr")).ToHaveCountAsync(1);

        await second.GetByRole(AriaRole.Button, new() { Name = "Start again" }).ClickAsync();

        foreach (var page in new[] { first, second })
        {
            await Expect(page.Locator("#log tr")).ToHaveCountAsync(0);
            await Expect(page.Locator("#accepted")).ToHaveTextAsync("0");
        }

        await VoteButton(first, "Spaces").ClickAsync();
        await Expect(second.Locator("#log tr")).ToHaveTextAsync("Spaces1after");
    }

    [BrowserFact]
    public async Task A_page_that_lost_its_connection_shows_what_it_missed_when_it_is_back()
    {
        var page = await OpenAsync();
        await VoteButton(page, "Tabs").ClickAsync();
        await Expect(page.Locator("#log tr")).ToHaveCountAsync(1);

        await page.EvaluateAsync("votes.close()");
        await _host.VoteAtOnceAsync(option: 1, votes: 5);
        await page.EvaluateAsync("listen()");

        await Expect(page.Locator("#log tr")).ToHaveCountAsync(6);
        await Expect(page.Locator("#log tr.repeated")).ToHaveCountAsync(0);
        await Expect(page.Locator("#votes-1")).ToHaveTextAsync("6");
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
        await page.Keyboard.PressAsync("Tab"); // the third option
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#load")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#accepted")).ToHaveTextAsync("102");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab"); // past "Start again": the log scrolls by arrow keys
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Event log, newest first" })).ToBeFocusedAsync();
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
        await _host.VoteAsync(1); // somebody else's vote does not take the message away
        await Expect(page.Locator("#votes-1")).ToHaveTextAsync("1");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("'12x' is not the number of an option.");
        await VoteButton(page, "Tabs").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeEmptyAsync();
    }

    private static string Picture => Path.Combine(
        typeof(BrowserTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SamplesFolder").Value!, "LivePoll", "page.png");

    /// <summary>Heights of a line of the chart, from left to right.</summary>
    private static async Task<double[]> HeightsAsync(IPage page, string line)
    {
        var points = await page.Locator($"#chart polyline.{line}").GetAttributeAsync("points");
        return [.. points!.Split(' ').Select(point => -double.Parse(point.Split(',')[1], CultureInfo.InvariantCulture))];
    }

    private static ILocator VoteButton(IPage page, string option) => page.GetByRole(AriaRole.Button, new() { Name = $"Vote for {option}" });

    /// <summary>The page of one more visitor, that has heard from the server.</summary>
    private async Task<IPage> OpenAsync()
    {
        var page = await _visitors.OpenAsync("/api/history");
        await Expect(VoteButton(page, "Tabs")).ToBeVisibleAsync();
        return page;
    }
}

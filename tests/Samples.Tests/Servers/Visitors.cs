using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace RaceSafe.Samples.Tests.Servers;

/// <summary>Visitors of a web application in a real browser. What the page's script does not catch, for any of them, fails the test.</summary>
public sealed class Visitors(SampleServers servers, Uri address) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly List<IBrowserContext> _contexts = [];

    /// <summary>The page of one more visitor, that has an answer of this path.</summary>
    public async Task<IPage> OpenAsync(string path)
    {
        var context = await (await servers.BrowserAsync()).NewContextAsync(new() { ViewportSize = new() { Width = 1000, Height = 620 } });
        _contexts.Add(context);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => _errors.Enqueue(error);
        await page.RunAndWaitForResponseAsync(() => page.GotoAsync(address.ToString()), answer => answer.Url.EndsWith(path, StringComparison.Ordinal));
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts) await context.DisposeAsync();
        Assert.Empty(_errors);
    }
}

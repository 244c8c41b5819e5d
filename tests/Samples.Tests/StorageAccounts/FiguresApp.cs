using Microsoft.AspNetCore.Builder;
using StorageAccounts;

namespace RaceSafe.Samples.Tests.StorageAccounts;

/// <summary>The web application on a SQLite file of its own and a free port.</summary>
public sealed class FiguresApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FiguresApp(StorageDatabase database, WebApplication app)
    {
        (Database, _app) = (database, app);
        Client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
    }

    public StorageDatabase Database { get; }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public static async Task<FiguresApp> StartAsync(string? redisUrl = null, string? environment = null)
    {
        var database = await StorageDatabase.CreateAsync(null);
        var app = await StorageApp.CreateAsync(database.Connection, redisUrl, "http://127.0.0.1:0", environment);
        await app.StartAsync();
        return new(database, app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Database.DisposeAsync();
    }
}

using Microsoft.Playwright;
using RaceSafe.Servers;
using StackExchange.Redis;

namespace RaceSafe.Samples.Tests.Servers;

/// <summary>The servers and the browser of all tests; each is started when the first test asks for it.</summary>
public sealed class SampleServers : IAsyncLifetime
{
    private readonly Dictionary<Store, ServerProcess> _running = [];
    private readonly Dictionary<Store, ConnectionMultiplexer> _connections = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Task InitializeAsync()
    {
        // Callers of one process block pool threads in SQLite; the pool's slow growth would make them wait.
        ThreadPool.SetMinThreads(64, 16);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        foreach (var connection in _connections.Values) await connection.CloseAsync();
        foreach (var server in _running.Values) await server.DisposeAsync();
    }

    /// <summary>The server of a store.</summary>
    public async Task<ServerProcess> StartAsync(Store store)
    {
        if (_running.TryGetValue(store, out var running)) return running;
        return _running[store] = store switch
        {
            Store.Garnet => await GarnetServer.StartNewAsync(),
            Store.Redis => await RedisServer.StartNewAsync(),
            Store.Postgres => await PostgresServer.StartNewAsync("max_connections=200", "fsync=off"),
            _ => throw new ArgumentOutOfRangeException(nameof(store), store, "It has no server."),
        };
    }

    /// <summary>A connection to Redis or Garnet.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync(Store store)
    {
        if (_connections.TryGetValue(store, out var open)) return open;
        var server = await StartAsync(store);
        return _connections[store] = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port}");
    }

    /// <summary>The installed browser, without a window.</summary>
    public async Task<IBrowser> BrowserAsync()
    {
        if (_browser is not null) return _browser;
        _playwright = await Playwright.CreateAsync();
        return _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium.Path ?? throw new InvalidOperationException("Chromium is not installed; run 'dotnet run eng/test.cs'."),
            // Root may not use the sandbox; nothing but our own pages is opened.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>Npgsql's connection string, or null for SQLite.</summary>
    public async Task<string?> ServerOfAsync(Store store) => store == Store.Sqlite ? null : ((PostgresServer)await StartAsync(store)).ConnectionString;
}

/// <summary>The tests measure and load; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SampleCollection : ICollectionFixture<SampleServers>
{
    public const string Name = "samples";
}

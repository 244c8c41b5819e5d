using RaceSafe.Servers;
using StackExchange.Redis;

namespace RaceSafe.Samples.Tests.Servers;

/// <summary>The servers of all tests; each is started when the first test asks for it.</summary>
public sealed class SampleServers : IAsyncLifetime
{
    private readonly Dictionary<Store, ServerProcess> _running = [];
    private readonly Dictionary<Store, ConnectionMultiplexer> _connections = [];

    public Task InitializeAsync()
    {
        // Callers of one process block pool threads in SQLite; the pool's slow growth would make them wait.
        ThreadPool.SetMinThreads(64, 16);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
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

    /// <summary>Npgsql's connection string, or null for SQLite.</summary>
    public async Task<string?> ServerOfAsync(Store store) => store == Store.Sqlite ? null : ((PostgresServer)await StartAsync(store)).ConnectionString;
}

/// <summary>The tests measure and load; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SampleCollection : ICollectionFixture<SampleServers>
{
    public const string Name = "samples";
}

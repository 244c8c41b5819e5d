using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using RaceSafe.Servers;
using StackExchange.Redis;

namespace RaceSafe.Examples;

/// <summary>What the examples may name: a Redis, a database with a few rows, a cache and a dictionary.</summary>
public sealed class Stage : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("racesafe-examples-");
    private RedisServer? _server, _replica;
    private ConnectionMultiplexer? _multiplexer;
    private ServiceProvider? _services;

    /// <summary>Counts in process memory.</summary>
    public ConcurrentDictionary<string, int> hits { get; } = new();

    /// <summary>One lock per key.</summary>
    public AsyncKeyedLock<string> locks { get; } = new();

    /// <summary>A cache in process memory.</summary>
    public MemoryCache memoryCache { get; } = new(new MemoryCacheOptions());

    /// <summary>A real server, with a replica.</summary>
    public IDatabase redis => _multiplexer!.GetDatabase();

    /// <summary>A distributed cache over that server.</summary>
    public IDistributedCache cache => _services!.GetRequiredService<IDistributedCache>();

    /// <summary>Locks on that server.</summary>
    public ILockProvider lockProvider => _services!.GetRequiredService<ILockProvider>();

    /// <summary>Requests that are done once.</summary>
    public IIdempotency idempotency => _services!.GetRequiredService<IIdempotency>();

    /// <summary>An SQLite file.</summary>
    public DbConnection connection { get; private set; } = null!;

    /// <summary>The same file through EF Core.</summary>
    public Shop db { get; private set; } = null!;

    /// <summary>Starts and fills everything.</summary>
    public static async Task<Stage> OpenAsync()
    {
        var stage = new Stage();
        stage._server = await RedisServer.StartNewAsync();
        stage._replica = await RedisServer.StartNewAsync(RedisPersistence.None, "--replicaof", "127.0.0.1", $"{stage._server.Port}");
        stage._multiplexer = await ConnectionMultiplexer.ConnectAsync(stage._server.Endpoint);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRaceSafe().UseRedis(_ => stage._multiplexer).AddDistributedCache();
        stage._services = services.BuildServiceProvider();

        var file = $"Data Source={Path.Combine(stage._folder.FullName, "shop.db")}";
        stage.db = new(new DbContextOptionsBuilder<Shop>().UseSqlite(file).Options);
        await stage.db.Database.EnsureCreatedAsync();
        stage.db.Polls.Add(new() { Id = 1 });
        stage.db.Ballots.Add(new() { PollId = 1 });
        stage.db.Events.Add(new() { Id = 1, Capacity = 1 });
        await stage.db.SaveChangesAsync();
        stage.connection = new SqliteConnection(file);
        await stage.connection.OpenAsync();
        await SqlSchema.CreateAsync(stage.connection);
        return stage;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (db is not null) await db.DisposeAsync();
        if (connection is not null) await connection.DisposeAsync();
        if (_services is not null) await _services.DisposeAsync();
        _multiplexer?.Dispose();
        memoryCache.Dispose();
        if (_replica is not null) await _replica.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}

/// <summary>A poll with its votes.</summary>
public sealed class Poll
{
    /// <summary>Key.</summary>
    public int Id { get; set; }

    /// <summary>Votes so far.</summary>
    public int Votes { get; set; }
}

/// <summary>An event with a number of places.</summary>
public sealed class Event
{
    /// <summary>Key.</summary>
    public int Id { get; set; }

    /// <summary>Places taken.</summary>
    public int Taken { get; set; }

    /// <summary>Places there are.</summary>
    public int Capacity { get; set; }

    /// <summary>Counts the changes.</summary>
    public long Version { get; set; }

    /// <summary>Highest fence that has written.</summary>
    public long Fence { get; set; }
}

/// <summary>A vote.</summary>
public sealed class Ballot
{
    /// <summary>Key.</summary>
    public int Id { get; set; }

    /// <summary>What it was cast in.</summary>
    public int PollId { get; set; }
}

/// <summary>The model.</summary>
/// <param name="options">Where it is.</param>
public sealed class Shop(DbContextOptions<Shop> options) : DbContext(options)
{
    /// <summary>Polls.</summary>
    public DbSet<Poll> Polls => Set<Poll>();

    /// <summary>Events.</summary>
    public DbSet<Event> Events => Set<Event>();

    /// <summary>Votes.</summary>
    public DbSet<Ballot> Ballots => Set<Ballot>();
}

using RaceSafe.Runtime.Tests.Contract;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Redis.Tests.Contract;

public sealed class RedisLockTests(RedisFixture redis) : LockContract, IClassFixture<RedisFixture>
{
    protected override ILockBackend Steps { get; } = new RedisLocks(redis.Connection, new());

    protected override ILockProvider NewProvider() => new RedisLockProvider(redis.Connection);
}

public sealed class ClusterLockTests(ClusterFixture cluster) : LockContract, IClassFixture<ClusterFixture>
{
    private readonly RedisAtomicStoreOptions _options = new() { KeyPrefix = "p" };

    protected override ILockBackend Steps => new RedisLocks(cluster.Connection, _options);

    protected override ILockProvider NewProvider() => new RedisLockProvider(cluster.Connection, _options);
}

public sealed class GarnetLockTests(GarnetFixture garnet) : LockContract, IClassFixture<GarnetFixture>
{
    protected override ILockBackend Steps { get; } = new RedisLocks(garnet.Connection, new());

    protected override ILockProvider NewProvider() => new RedisLockProvider(garnet.Connection);
}

public sealed class QuorumLockTests(QuorumFixture quorum) : LockContract, IClassFixture<QuorumFixture>
{
    protected override ILockBackend Steps { get; } = new QuorumLocks([.. quorum.Connections.Select(c => new RedisLocks(c, new()))]);

    protected override ILockProvider NewProvider() => new RedisQuorumLockProvider(quorum.Connections);

    /// <summary>Another majority may answer the second time, and the highest fence of it may be one that the first answer did not wait for.</summary>
    protected override void AssertIsStillHeld(LockReply first, LockReply again)
    {
        Assert.True(again.IsGranted);
        Assert.InRange(again.Fence, first.Fence, long.MaxValue);
    }
}

/// <summary>Three servers that know nothing of each other.</summary>
[NeedsServer(RealServer.Redis)]
public sealed class QuorumFixture : IAsyncLifetime
{
    private readonly List<RedisServer> _servers = [];

    public IReadOnlyList<RedisServer> Servers => _servers;

    public List<ConnectionMultiplexer> Connections { get; } = [];

    public async Task InitializeAsync()
    {
        if (RedisServer.Path is null && Environment.GetEnvironmentVariable("CI") != "true") return;
        for (var i = 0; i < 3; i++) _servers.Add(await RedisServer.StartNewAsync());
        foreach (var server in _servers) Connections.Add(await ServerFixture.ConnectAsync(server.Port, ",abortConnect=false,connectTimeout=1000,syncTimeout=300"));
    }

    public async Task DisposeAsync()
    {
        foreach (var connection in Connections) connection.Dispose();
        foreach (var server in _servers) await server.DisposeAsync();
    }
}

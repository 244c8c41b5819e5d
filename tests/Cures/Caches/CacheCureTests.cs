using RaceSafe.Proxies;
using RaceSafe.Runtime.Sql.Tests;
using RaceSafe.Servers;
using StackExchange.Redis;
using Xunit.Abstractions;

namespace RaceSafe.Cures.Tests.Caches;

/// <summary>Before the fix effects are lost; nothing but our fix is applied; after it none is, and alone the code does what it did.</summary>
public abstract class CacheCureTests(ITestOutputHelper output)
{
    private const int Patience = 30;

    public static TheoryData<string> Names => [.. CacheCures.All.Select(cure => cure.Name)];

    protected static async Task<IDatabase> ConnectAsync(int port) =>
        (await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},syncTimeout=20000")).GetDatabase();

    protected async Task ProveAsync(string name, IDatabase db)
    {
        var cure = CacheCures.All.Single(one => one.Name == name);
        var text = await Fixed.Source(cure.Source);
        Assert.NotEqual(cure.Source, text);
        Assert.Contains(cure.Command, text);
        Assert.Equal(text, await Fixed.Source(text));
        var (before, after) = (Executed.Compile(cure.Source), Executed.Compile(text));
        Assert.Equal(await Cure.AloneAsync(before, db), await Cure.AloneAsync(after, db));

        var (lost, rounds) = (0L, 0);
        for (; rounds < Patience && lost == 0; rounds++) lost = (await Cure.TogetherAsync(before, db)).Lost; // a race need not show in one round
        Assert.True(lost > 0, "The load does not show the race.");

        var (calls, wrong) = (0, 0L);
        for (var round = 0; round < rounds; round++)
        {
            var cured = await Cure.TogetherAsync(after, db);
            (calls, wrong) = (calls + cured.Calls, wrong + cured.Lost);
        }

        output.WriteLine($"{name}: before {lost} of {calls} calls went wrong, after {wrong}");
        Assert.Equal(0, wrong);
    }

    protected async Task ProveBatchAsync(int port)
    {
        var text = await Fixed.Source(CacheCures.Batch.Source);
        var (before, after) = (Executed.Compile(CacheCures.Batch.Source), Executed.Compile(text));
        var db = await ConnectAsync(port);
        Assert.Equal(await Cure.AloneAsync(before, db), await Cure.AloneAsync(after, db));

        var racy = await Cure.RefusedAsync(before, db);
        var cured = await Cure.RefusedAsync(after, db);
        output.WriteLine($"{CacheCures.Batch.Name}: before {racy} keys never expired, after {cured}");
        Assert.True(racy > 0, "The fault does not show the loss.");
        Assert.Equal(0, cured);
    }

    protected async Task ProveExpiryAsync(int port)
    {
        var text = await Fixed.Source(CacheCures.Expiry.Source);
        var (before, after) = (Executed.Compile(CacheCures.Expiry.Source), Executed.Compile(text));
        var db = await ConnectAsync(port);
        Assert.Equal(await Cure.AloneAsync(before, db), await Cure.AloneAsync(after, db));
        await using var proxy = new FaultProxy(port);
        using var cut = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{proxy.Port},abortConnect=false,connectTimeout=1000,syncTimeout=5000,$SUBSCRIBE=,$CLUSTER=");

        var racy = await Cure.CutAsync(before, proxy, cut.GetDatabase(), db);
        var cured = await Cure.CutAsync(after, proxy, cut.GetDatabase(), db);
        output.WriteLine($"{CacheCures.Expiry.Name}: before {racy} keys never expired, after {cured}");
        Assert.True(racy > 0, "The fault does not show the loss.");
        Assert.Equal(0, cured);
    }

    protected async Task ProveReleaseAsync(int port)
    {
        var text = await Fixed.Source(CacheCures.Release.Source);
        Assert.Contains("LockReleaseAsync(lockKey, Token)", text);
        var db = await ConnectAsync(port);
        await using var proxy = new FaultProxy(port);
        using var late = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{proxy.Port},abortConnect=false,syncTimeout=5000,$SUBSCRIBE=,$CLUSTER=");

        var racy = await Cure.StolenAsync(Executed.Compile(CacheCures.Release.Source), proxy, late.GetDatabase(), db);
        var cured = await Cure.StolenAsync(Executed.Compile(text), proxy, late.GetDatabase(), db);
        output.WriteLine($"{CacheCures.Release.Name}: before {racy} locks of others were deleted, after {cured}");
        Assert.True(racy > 0, "The fault does not show the loss.");
        Assert.Equal(0, cured);
    }
}

public sealed class NewerCommandCures
{
    /// <summary>So that no client that has the commands leaves their cures out.</summary>
    [Fact]
    public void Run_with_every_client_since_2_6() =>
        Assert.Equal(typeof(IDatabase).Assembly.GetName().Version >= new Version(2, 0), CacheCures.Newer.All(CacheCures.All.Contains));
}

public sealed class RedisCures(ITestOutputHelper output, RedisCures.Server server) : CacheCureTests(output), IClassFixture<RedisCures.Server>
{
    [RealServerTheory(RealServer.Redis)]
    [MemberData(nameof(Names))]
    public async Task On_redis_server(string name) => await ProveAsync(name, await ConnectAsync(server.Port));

    [RealServerFact(RealServer.Redis)]
    public Task A_counter_expires_whatever_becomes_of_its_caller() => ProveExpiryAsync(server.Port);

    [RealServerFact(RealServer.Redis)]
    public Task A_batch_is_carried_out_as_a_whole() => ProveBatchAsync(server.Port);

    [RealServerFact(RealServer.Redis)]
    public Task Only_the_own_lock_is_released() => ProveReleaseAsync(server.Port);

    public sealed class Server : IAsyncLifetime
    {
        private RedisServer? _server;

        public int Port => _server!.Port;

        public async Task InitializeAsync() => _server = RedisServer.Path is null ? null : await RedisServer.StartNewAsync();

        public async Task DisposeAsync()
        {
            if (_server is not null) await _server.DisposeAsync();
        }
    }
}

public sealed class GarnetCures(ITestOutputHelper output, GarnetCures.Server server) : CacheCureTests(output), IClassFixture<GarnetCures.Server>
{
    [Theory]
    [MemberData(nameof(Names))]
    public async Task On_garnet(string name) => await ProveAsync(name, await ConnectAsync(server.Port));

    [Fact]
    public Task A_counter_expires_whatever_becomes_of_its_caller() => ProveExpiryAsync(server.Port);

    [Fact]
    public Task Only_the_own_lock_is_released() => ProveReleaseAsync(server.Port);

    public sealed class Server : IAsyncLifetime
    {
        private GarnetServer _server = null!;

        public int Port => _server.Port;

        public async Task InitializeAsync() => _server = await GarnetServer.StartNewAsync();

        public async Task DisposeAsync() => await _server.DisposeAsync();
    }
}

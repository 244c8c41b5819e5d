using System.Diagnostics;
using RaceSafe.Proxies;
using RaceSafe.Runtime.Redis.Tests.Contract;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Redis.Tests.Faults;

/// <summary>A master and its replica, with a network between them that can be cut.</summary>
public sealed class Replication(RedisServer master, RedisServer replica, FaultProxy between, ConnectionMultiplexer toMaster) : IAsyncDisposable
{
    public ConnectionMultiplexer ToMaster => toMaster;

    public static async Task<Replication> StartAsync()
    {
        var master = await RedisServer.StartNewAsync();
        var between = new FaultProxy(master.Port);
        var replica = await RedisServer.StartNewAsync(RedisPersistence.None, "--replicaof", "127.0.0.1", $"{between.Port}", "--repl-diskless-sync-delay", "0");
        return new(master, replica, between, await ConnectAsync(master));
    }

    /// <summary>Waits until the replica has what the master has.</summary>
    public async Task CatchUpAsync(RedisKey key)
    {
        using var connection = await ConnectAsync(replica);
        for (var clock = Stopwatch.StartNew(); await connection.GetDatabase().StringGetAsync(key) is var there && (there.IsNull || there != await toMaster.GetDatabase().StringGetAsync(key)); await Task.Delay(50))
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), "the replica does not follow");
    }

    /// <summary>The replica gets nothing any more.</summary>
    public void Cut() => between.Refuses = true;

    /// <summary>The master dies and the replica takes its place.</summary>
    public async Task<ConnectionMultiplexer> FailOverAsync()
    {
        await master.KillAsync();
        using (var sentinel = new System.Net.Sockets.TcpClient("127.0.0.1", replica.Port))
        {
            await sentinel.GetStream().WriteAsync("REPLICAOF NO ONE\r\n"u8.ToArray());
            await sentinel.GetStream().ReadExactlyAsync(new byte[5]);
        }

        return await ConnectAsync(replica);
    }

    public async ValueTask DisposeAsync()
    {
        toMaster.Dispose();
        await between.DisposeAsync();
        await master.DisposeAsync();
        await replica.DisposeAsync();
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(RedisServer server) => ServerFixture.ConnectAsync(server.Port, ",abortConnect=false,connectTimeout=1000,connectRetry=1,syncTimeout=300");
}

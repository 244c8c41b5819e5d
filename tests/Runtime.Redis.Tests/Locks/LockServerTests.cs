using System.Diagnostics;
using RaceSafe.Runtime.Redis.Tests.Contract;
using RaceSafe.Runtime.Redis.Tests.Faults;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Redis.Tests.Locks;

/// <summary>The server of the locks dies, forgets, or is followed by its replica.</summary>
public sealed class LockServerTests
{
    private static readonly LockOptions Short = new() { Lease = TimeSpan.FromSeconds(3) };

    [RealServerFact(RealServer.Redis)]
    public async Task A_server_that_forgot_everything_gives_a_higher_fence_and_the_holder_before_is_told()
    {
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ConnectAsync(server);
        var locks = new RedisLockProvider(connection);
        var first = await locks.AcquireAsync("lock", Short);
        await server.RestartAsync();
        var second = await AcquireAsync(locks, Short); // the first does not know yet: two holders
        Assert.True(second.Fence > first.Fence);
        await WaitForLossAsync(first);

        await connection.GetServer("127.0.0.1", server.Port).FlushAllDatabasesAsync();
        await using var third = await AcquireAsync(locks, Short);
        Assert.True(third.Fence > second.Fence);
        await WaitForLossAsync(second);
        third.ThrowIfLost();
    }

    [RealServerFact(RealServer.Redis)]
    public async Task A_lock_older_than_the_last_sync_survives_a_kill_of_the_server()
    {
        await using var server = await RedisServer.StartNewAsync(RedisPersistence.EverySecond);
        using var connection = await ConnectAsync(server);
        var locks = new RedisLockProvider(connection);
        await using var held = await locks.AcquireAsync("lock", new() { Lease = TimeSpan.FromSeconds(6) });
        await Task.Delay(2200); // synced, and renewed once
        await server.RestartAsync();
        LockHandle? other = null;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(7);)
        {
            try
            {
                other = await locks.TryAcquireAsync("lock");
                if (other is not null) break;
            }
            catch (Exception e) when (e is RedisException or IOException)
            {
                // On its way back.
            }

            await Task.Delay(100);
        }

        Assert.Null(other);
        held.ThrowIfLost(); // longer than one lease: renewed after the restart
    }

    [RealServerFact(RealServer.Redis)]
    public async Task A_server_that_forgot_its_scripts_gets_them_again_at_every_step()
    {
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ConnectAsync(server);
        var (locks, admin) = (new RedisLockProvider(connection), connection.GetServer("127.0.0.1", server.Port));
        for (var i = 0; i < 3; i++)
        {
            await admin.ScriptFlushAsync();
            var held = await locks.TryAcquireAsync("lock", new() { Lease = TimeSpan.FromSeconds(1.5), RenewEvery = TimeSpan.FromMilliseconds(200) });
            for (var renewal = 0; renewal < 10; renewal++) // longer than the lease
            {
                await admin.ScriptFlushAsync();
                await Task.Delay(200);
            }

            held!.ThrowIfLost();
            await admin.ScriptFlushAsync();
            await held.DisposeAsync();
            await using var next = await new RedisLockProvider(connection).TryAcquireAsync("lock"); // it was freed, and did not wait for the end of its lease
            Assert.True(next!.Fence > held.Fence);
        }
    }

    [RealServerFact(RealServer.Redis)]
    public async Task After_a_failover_to_a_replica_that_had_got_the_lock_it_is_still_held()
    {
        await using var pair = await Replication.StartAsync();
        var held = await AcquireAsync(new RedisLockProvider(pair.ToMaster), LockOptions.Default);
        await pair.CatchUpAsync("racesafe-lock:{lock}");
        using var toNewMaster = await pair.FailOverAsync();
        Assert.Null(await new RedisLockProvider(toNewMaster).TryAcquireAsync("lock"));
        held.ThrowIfLost();
    }

    [RealServerFact(RealServer.Redis)]
    public async Task After_a_failover_to_a_replica_that_had_not_got_the_lock_there_are_two_holders_and_the_later_has_the_higher_fence()
    {
        await using var pair = await Replication.StartAsync();
        await (await AcquireAsync(new RedisLockProvider(pair.ToMaster), LockOptions.Default)).DisposeAsync();
        await pair.CatchUpAsync("racesafe-lock:{lock}");
        pair.Cut();
        var first = await new RedisLockProvider(pair.ToMaster).AcquireAsync("lock");
        using var toNewMaster = await pair.FailOverAsync();
        await using var second = await AcquireAsync(new RedisLockProvider(toNewMaster), LockOptions.Default);
        first.ThrowIfLost(); // what the documentation says in plain words: this is not excluded
        Assert.True(second.Fence > first.Fence);
    }

    [RealServerFact(RealServer.Redis)]
    public async Task Without_a_connection_it_fails_at_once()
    {
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ConnectAsync(server);
        var locks = new RedisLockProvider(connection);
        await (await locks.AcquireAsync("lock")).DisposeAsync();
        await server.KillAsync();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(10) && connection.IsConnected;) await Task.Delay(20);
        var asked = Stopwatch.StartNew();
        await Assert.ThrowsAsync<RedisNotConnectedException>(async () => await locks.AcquireAsync("lock"));
        Assert.True(asked.Elapsed < TimeSpan.FromSeconds(8), $"{asked.Elapsed}"); // its retries would take 10 s
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(RedisServer server) => ServerFixture.ConnectAsync(server.Port, ",abortConnect=false,connectTimeout=1000,connectRetry=1,syncTimeout=300");

    /// <summary>Asks until the connection is back.</summary>
    private static async Task<LockHandle> AcquireAsync(RedisLockProvider locks, LockOptions options)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            try
            {
                return await locks.AcquireAsync("lock", options with { Wait = TimeSpan.FromSeconds(10) });
            }
            catch (Exception e) when (e is RedisException or IOException && clock.Elapsed < TimeSpan.FromSeconds(15))
            {
            }
        }
    }

    private static async Task WaitForLossAsync(LockHandle held)
    {
        var lost = new TaskCompletionSource();
        await using var registration = held.Lost.Register(lost.SetResult);
        await lost.Task.WaitAsync(Short.Lease + TimeSpan.FromSeconds(15));
        Assert.Throws<LockLostException>(held.ThrowIfLost);
    }
}

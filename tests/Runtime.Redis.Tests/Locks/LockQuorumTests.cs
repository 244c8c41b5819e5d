using System.Diagnostics;
using RaceSafe.Runtime.Redis.Tests.Contract;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Redis.Tests.Locks;

/// <summary>Servers of a quorum die, hang and forget.</summary>
public sealed class LockQuorumTests : IAsyncLifetime
{
    private static readonly LockOptions Short = new() { Lease = TimeSpan.FromSeconds(2), Wait = TimeSpan.FromSeconds(15) };

    private readonly QuorumFixture _quorum = new();

    private RedisQuorumLockProvider NewProvider() => new(_quorum.Connections);

    public Task InitializeAsync() => _quorum.InitializeAsync();

    public Task DisposeAsync() => _quorum.DisposeAsync();

    [RealServerFact(RealServer.Redis)]
    public async Task With_one_server_of_three_dead_or_hanging_locks_are_had_and_renewed_and_handed_over()
    {
        await _quorum.Servers[0].KillAsync();
        await UseAsync();
        await _quorum.Servers[0].StartAsync();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(10) && !_quorum.Connections[0].IsConnected;) await Task.Delay(20);
        _quorum.Servers[1].Pause();
        await UseAsync();
        _quorum.Servers[1].Resume();

        async Task UseAsync()
        {
            var clock = Stopwatch.StartNew();
            var first = await AcquireAsync();
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), "it waited for the one that is missing");
            await Task.Delay(Short.Lease * 1.2);
            first.ThrowIfLost();
            var second = NewProvider().AcquireAsync("lock", Short).AsTask();
            await Task.Delay(200);
            Assert.False(second.IsCompleted);
            await first.DisposeAsync();
            Assert.True((await second).Fence > first.Fence);
            await (await second).DisposeAsync();
        }
    }

    [RealServerFact(RealServer.Redis)]
    public async Task A_server_that_forgot_the_lock_does_not_give_it_away_again()
    {
        await using var held = await AcquireAsync();
        await _quorum.Servers[2].RestartAsync(); // without persistence
        await Task.Delay(300);
        for (var i = 0; i < 5; i++) Assert.Null(await NewProvider().TryAcquireAsync("lock"));
        await Task.Delay(Short.Lease);
        held.ThrowIfLost(); // the two others renew it
    }

    [RealServerFact(RealServer.Redis)]
    public async Task Without_a_majority_there_is_no_lock_and_a_holder_loses_it_in_time()
    {
        var held = await AcquireAsync();
        await _quorum.Servers[0].KillAsync();
        await _quorum.Servers[1].KillAsync();
        var clock = Stopwatch.StartNew();
        while (!held.Lost.IsCancellationRequested && clock.Elapsed < Short.Lease + TimeSpan.FromSeconds(5)) await Task.Delay(20);
        Assert.True(held.Lost.IsCancellationRequested);
        await Assert.ThrowsAsync<RedisNotConnectedException>(async () => await NewProvider().TryAcquireAsync("other"));
    }

    [RealServerFact(RealServer.Redis)]
    public async Task The_fence_rises_whichever_two_servers_make_the_majority()
    {
        // One server's clock seems to be a day ahead, as its last fence says.
        var ahead = (DateTime.UtcNow.AddDays(1) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        await _quorum.Connections[0].GetDatabase().StringSetAsync("racesafe-lock:{lock}", $"{new string('-', 32)}:{ahead}:{0:D16}");
        var last = 0L;
        foreach (var dead in new[] { 2, 0, 1 })
        {
            await _quorum.Connections[dead].GetDatabase().ExecuteAsync("CLIENT", "PAUSE", "1500");
            await using (var held = await AcquireAsync())
            {
                Assert.True(held.Fence > last, $"{held.Fence} after {last} without server {dead}");
                if (last == 0) Assert.True(held.Fence > ahead);
                last = held.Fence;
            }

            await Task.Delay(1600);
        }
    }

    [RealServerFact(RealServer.Redis)]
    public void An_even_number_of_servers_or_less_than_three_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new RedisQuorumLockProvider(_quorum.Connections.Take(2)));
        Assert.Throws<ArgumentException>(() => new RedisQuorumLockProvider(_quorum.Connections.Append(_quorum.Connections[0])));
        Assert.Throws<ArgumentException>(() => new RedisQuorumLockProvider([null!, .. _quorum.Connections.Take(2)]));
    }

    private async Task<LockHandle> AcquireAsync()
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                return await NewProvider().AcquireAsync("lock", Short);
            }
            catch (Exception e) when (e is RedisException or IOException && clock.Elapsed < TimeSpan.FromSeconds(10))
            {
                // On its way back.
            }
        }
    }
}

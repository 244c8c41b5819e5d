using System.Diagnostics;
using RaceSafe.Runtime.Redis.Tests.Contract;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Redis.Tests.Faults;

/// <summary>Writes that wait until a replica has them.</summary>
public sealed class ReplicaAcksTests
{
    private static readonly RedisAtomicStoreOptions OneReplica = new() { ReplicaAcks = new(1, TimeSpan.FromSeconds(10)) };
    private static readonly RedisAtomicStoreOptions Impatient = new() { ReplicaAcks = new(1, TimeSpan.FromMilliseconds(300)) };

    [RealServerFact(RealServer.Redis)]
    public async Task What_was_acknowledged_with_a_replica_is_there_after_a_failover_at_that_very_moment()
    {
        await using var pair = await Replication.StartAsync();
        var store = new RedisAtomicStore(pair.ToMaster, OneReplica);
        await store.SetAsync("follows", [1]); // as soon as the replica has come
        for (var n = 1; n <= 50; n++) Assert.Equal(n, (await store.IncrementAsync("counter")).Value);
        var id = OperationId.New();
        Assert.Equal(51, (await store.IncrementAsync("counter", operationId: id)).Value);
        using var toNewMaster = await pair.FailOverAsync();
        var after = new RedisAtomicStore(toNewMaster);
        Assert.Equal(AtomicResult.Replayed(51L), await after.IncrementAsync("counter", operationId: id));
        Assert.Equal(52, (await after.IncrementAsync("counter")).Value);
    }

    [RealServerFact(RealServer.Redis)]
    public async Task A_lock_that_was_acknowledged_with_a_replica_is_held_after_a_failover_at_that_very_moment()
    {
        await using var pair = await Replication.StartAsync();
        await using var held = await new RedisLockProvider(pair.ToMaster, OneReplica).AcquireAsync("lock");
        using var toNewMaster = await pair.FailOverAsync();
        Assert.Null(await new RedisLockProvider(toNewMaster).TryAcquireAsync("lock"));
        held.ThrowIfLost();
    }

    [RealServerFact(RealServer.Redis)]
    public async Task Without_the_replica_a_write_is_said_to_be_applied_and_not_copied()
    {
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ServerFixture.ConnectAsync(server.Port);
        var store = new RedisAtomicStore(connection, Impatient);
        var clock = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<UnderReplicatedException>(async () => await store.IncrementAsync("counter"));
        Assert.Equal(0, failure.Acknowledged);
        Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(5));
        Assert.Equal("1"u8.ToArray(), await store.GetAsync("counter")); // applied once, and a read waits for nobody
    }

    [RealServerFact(RealServer.Redis)]
    public async Task Without_the_replica_a_lock_is_not_had_and_left_to_others()
    {
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ServerFixture.ConnectAsync(server.Port);
        await Assert.ThrowsAsync<UnderReplicatedException>(async () => await new RedisLockProvider(connection, Impatient).TryAcquireAsync("lock"));
        await using var other = await new RedisLockProvider(connection).TryAcquireAsync("lock");
        Assert.NotNull(other);
    }

    [Fact]
    public void What_cannot_be_waited_for_is_refused_and_the_property_is_named()
    {
        foreach (var acks in new ReplicaAcks[] { new(0, TimeSpan.FromSeconds(1)), new(1, TimeSpan.Zero), new(1, TimeSpan.FromHours(1)) })
            Assert.Contains("ReplicaAcks", Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => new RedisAtomicStoreOptions { ReplicaAcks = acks }.Validate()).Message);
    }
}

/// <summary>On a cluster nobody can say which master the question goes to.</summary>
public sealed class ReplicaAcksOnClusterTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task A_cluster_is_refused_before_anything_is_written()
    {
        var options = new RedisAtomicStoreOptions { ReplicaAcks = new(1, TimeSpan.FromSeconds(1)) };
        await Assert.ThrowsAsync<NotSupportedException>(async () => await new RedisAtomicStore(cluster.Connection, options).IncrementAsync("counter"));
        Assert.False(await cluster.Database.KeyExistsAsync("counter"));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await new RedisLockProvider(cluster.Connection, options).TryAcquireAsync("lock"));
        await using var other = await new RedisLockProvider(cluster.Connection).TryAcquireAsync("lock");
        Assert.NotNull(other);
    }
}

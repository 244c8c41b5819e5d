using RaceSafe.Runtime.Tests.Contract;

namespace RaceSafe.Runtime.Redis.Tests.Contract;

public sealed class RedisStoreTests(RedisFixture redis) : AtomicStoreContract, IClassFixture<RedisFixture>
{
    protected override IAtomicStore Store { get; } = new RedisAtomicStore(redis.Connection);

    protected override int Histories => 100;
}

/// <summary>All keys behind a prefix, which the operation records must share.</summary>
public sealed class PrefixedRedisStoreTests(RedisFixture redis) : AtomicStoreContract, IClassFixture<RedisFixture>
{
    protected override IAtomicStore Store { get; } = new RedisAtomicStore(redis.Connection, new() { KeyPrefix = "tenant:", Database = 3 });

    protected override int Histories => 20;
}

public sealed class ClusterStoreTests(ClusterFixture cluster) : AtomicStoreContract, IClassFixture<ClusterFixture>
{
    protected override IAtomicStore Store { get; } = new RedisAtomicStore(cluster.Connection, new() { KeyPrefix = "p" });

    protected override int Histories => 20;
}

public sealed class GarnetStoreTests(GarnetFixture garnet) : AtomicStoreContract, IClassFixture<GarnetFixture>
{
    protected override IAtomicStore Store { get; } = new RedisAtomicStore(garnet.Connection);

    protected override int Histories => 20;
}

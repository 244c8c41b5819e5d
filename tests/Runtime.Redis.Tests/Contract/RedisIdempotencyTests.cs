using RaceSafe.Runtime.Tests.Contract;

namespace RaceSafe.Runtime.Redis.Tests.Contract;

public sealed class RedisIdempotencyTests(RedisFixture redis) : IdempotencyContract, IClassFixture<RedisFixture>
{
    protected override IIdempotencyStore Store { get; } = new RedisIdempotencyStore(redis.Connection);
}

/// <summary>A cluster refuses scripts whose keys are in more than one slot.</summary>
public sealed class ClusterIdempotencyTests(ClusterFixture cluster) : IdempotencyContract, IClassFixture<ClusterFixture>
{
    protected override IIdempotencyStore Store { get; } = new RedisIdempotencyStore(cluster.Connection, new() { KeyPrefix = "p" });
}

public sealed class GarnetIdempotencyTests(GarnetFixture garnet) : IdempotencyContract, IClassFixture<GarnetFixture>
{
    protected override IIdempotencyStore Store { get; } = new RedisIdempotencyStore(garnet.Connection);
}

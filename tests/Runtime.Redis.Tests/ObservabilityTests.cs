using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RaceSafe.Runtime.Redis.Tests.Contract;
using RaceSafe.Runtime.Tests.Contract;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Redis.Tests;

/// <summary>Durations, activities, health.</summary>
[Collection(nameof(ObservabilityTests))]
public sealed class ObservabilityTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly string _key = $"secret:{Guid.NewGuid():N}";

    [Fact]
    public async Task Each_operation_is_measured_with_its_outcome_and_never_with_its_key()
    {
        using var measured = new Measurements();
        RaceSafeTelemetry.KeyGroup = key => key.StartsWith(_key) ? _key[..12] : null;
        try
        {
            var id = OperationId.New();
            var db = redis.Database;
            await db.IncrementAsync(_key, operationId: id);
            await db.IncrementAsync(_key, operationId: id);
            await db.TryIncrementAsync(_key, max: 1);
            db.Increment(_key);
            await Assert.ThrowsAsync<WrongValueTypeException>(async () => await db.HashIncrementAsync(_key, "f", by: 1));
        }
        finally
        {
            RaceSafeTelemetry.KeyGroup = null;
        }

        var mine = measured.Of("racesafe.operation.duration", ("racesafe.key_group", _key[..12]));
        Assert.Equal(
            ["hash_increment error RaceSafe.WrongValueTypeException", "increment applied ", "increment applied ", "increment replayed ", "try_increment refused "],
            mine.Select(m => $"{m.Tags["racesafe.operation"]} {m.Tags["racesafe.outcome"]} {m.Tags.GetValueOrDefault("error.type")}").Order());
        Assert.All(mine, m => Assert.InRange(m.Value, 0.000_001, 5));
        Assert.DoesNotContain(measured.All.SelectMany(m => m.Tags.Values), value => value is string text && text.Contains(_key));
        Assert.Equal(5, measured.Activities.Count(a => Equals(a.GetTagItem("racesafe.key_group"), _key[..12])));
        Assert.DoesNotContain(measured.Activities.SelectMany(a => a.TagObjects), tag => tag.Value is string text && text.Contains(_key));
    }

    [Fact]
    public async Task A_key_group_that_fails_makes_no_failure_of_what_was_done()
    {
        using var measured = new Measurements();
        RaceSafeTelemetry.KeyGroup = key => key.Contains(_key) ? throw new FormatException() : null;
        try
        {
            Assert.Equal(1, await redis.Database.IncrementAsync(_key));
            await using var held = await new RedisLockProvider(redis.Connection).AcquireAsync(_key);
            held.ThrowIfLost();
        }
        finally
        {
            RaceSafeTelemetry.KeyGroup = null;
        }
    }

    [RealServerFact(RealServer.Redis)]
    public async Task The_health_check_tells_a_server_that_takes_writes_from_one_that_is_down_or_frozen()
    {
        await using var server = await RedisServer.StartNewAsync();
        var services = new ServiceCollection().AddLogging();
        services.AddRaceSafe().UseRedis($"{server.Endpoint},connectTimeout=300", o => o.Retry = RetryPolicy.Default with { TotalBudget = TimeSpan.FromSeconds(1) });
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("racesafe");
        await using var provider = services.BuildServiceProvider();
        var health = provider.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        server.Pause();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
        server.Resume();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        await server.KillAsync();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
    }
}

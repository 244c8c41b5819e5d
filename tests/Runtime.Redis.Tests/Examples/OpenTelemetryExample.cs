using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using RaceSafe.Runtime.Redis.Tests.Contract;

namespace RaceSafe.Runtime.Redis.Tests.Examples;

public sealed class OpenTelemetryExample(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Metrics_and_activities_reach_an_exporter()
    {
        List<Metric> exported = [];
        List<Activity> activities = [];
        // docs/observability.md: OpenTelemetry
        using var metrics = Sdk.CreateMeterProviderBuilder()
            .AddMeter(RaceSafeTelemetry.Name)
            .AddInMemoryExporter(exported) // in an application: AddOtlpExporter()
            .Build();
        using var traces = Sdk.CreateTracerProviderBuilder()
            .AddSource(RaceSafeTelemetry.Name)
            .AddInMemoryExporter(activities)
            .Build();
        // end

        var idempotency = new Idempotency(new RedisIdempotencyStore(redis.Connection));
        for (var i = 0; i < 2; i++) await idempotency.ExecuteAsync(IdempotencyKey.Create("otel", 1), "request", _ => Task.FromResult(i));
        await redis.Database.IncrementAsync("otel");
        metrics.ForceFlush();
        traces.ForceFlush();

        Assert.Contains(exported, metric => metric is { Name: "racesafe.operation.duration", Unit: "s", MeterName: "RaceSafe" });
        Assert.Contains(exported, metric => metric.Name == "racesafe.idempotency.requests");
        lock (activities) Assert.Superset(new HashSet<string> { "increment", "idempotency", "idempotency_claim", "idempotency_complete" }, activities.Select(a => a.OperationName).ToHashSet());
    }
}

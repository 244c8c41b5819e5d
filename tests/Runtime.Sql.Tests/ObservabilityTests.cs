using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RaceSafe.Runtime.Tests.Contract;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Sql.Tests;

/// <summary>Durations and health.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ObservabilityTests(PostgresFixture postgres, SqliteFile file) : IClassFixture<SqliteFile>
{
    [Fact]
    public async Task Each_operation_is_measured_with_its_outcome()
    {
        using var measured = new Measurements();
        var store = new SqlAtomicStore(file.Source);
        await store.SetAsync("k", "1"u8.ToArray());
        await store.TryIncrementAsync("k", max: 1);
        await file.Source.NextSequenceAsync("s");
        foreach (var (operation, outcome) in new[] { ("set", "applied"), ("try_increment", "refused"), ("upsert_increment", "applied") })
            Assert.NotEmpty(measured.Of("racesafe.operation.duration", ("racesafe.backend", "sqlite"), ("racesafe.operation", operation), ("racesafe.outcome", outcome)));
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task A_database_with_our_tables_is_healthy_and_one_without_them_or_without_a_server_is_not()
    {
        Assert.Equal(HealthStatus.Healthy, await CheckAsync(b => b.UseNpgsql(postgres.Server.ConnectionString)));
        Assert.Equal(HealthStatus.Unhealthy, await CheckAsync(b => b.UseNpgsql(postgres.Server.ConnectionString + ";Search Path=nowhere")));
        Assert.Equal(HealthStatus.Unhealthy, await CheckAsync(b => b.UseNpgsql("Host=127.0.0.1;Port=1;Username=x")));
    }

    [Fact]
    public async Task A_sqlite_file_with_our_tables_is_healthy_and_one_without_them_is_not()
    {
        Assert.Equal(HealthStatus.Healthy, await CheckAsync(b => b.UseSqlite(file.ConnectionString)));
        Assert.Equal(HealthStatus.Unhealthy, await CheckAsync(b => b.UseSqlite("Data Source=:memory:")));
    }

    private static async Task<HealthStatus> CheckAsync(Action<RaceSafeBuilder> use)
    {
        var services = new ServiceCollection().AddLogging();
        use(services.AddRaceSafe());
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("racesafe");
        await using var provider = services.BuildServiceProvider();
        return (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status;
    }
}

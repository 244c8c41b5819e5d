using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RaceSafe.Runtime.Redis.Tests.Contract;

namespace RaceSafe.Runtime.Redis.Tests;

public sealed class RegistrationTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly ServiceCollection _services = new();

    [Fact]
    public async Task One_line_gives_a_store_whose_connection_ends_with_the_container()
    {
        _services.AddRaceSafe().UseRedis($"127.0.0.1:{redis.Port}", o => o.KeyPrefix = "app:");
        var provider = Start();
        var store = provider.GetRequiredService<IAtomicStore>();
        Assert.Equal("redis", store.Backend);
        Assert.Equal(1, (await store.IncrementAsync("one line", operationId: OperationId.New())).Value);
        Assert.Equal(1, await redis.Database.StringGetAsync("app:one line"));
        await using (await provider.GetRequiredService<ILockProvider>().AcquireAsync("one line"))
            Assert.True(await redis.Database.KeyExistsAsync("app:racesafe-lock:{one line}"));
        await provider.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.IncrementAsync("one line"));
    }

    [Fact]
    public async Task A_connection_of_the_application_stays_its_own()
    {
        _services.AddRaceSafe().UseRedis(_ => redis.Connection);
        await using (var provider = Start()) await provider.GetRequiredService<IAtomicStore>().SetAsync("own", [1]);
        Assert.True(await redis.Database.KeyExistsAsync("own"));
    }

    [Fact]
    public async Task An_application_starts_though_the_server_is_down()
    {
        _services.AddRaceSafe().UseRedis("127.0.0.1:1,connectTimeout=100,connectRetry=1", o => o.FailFastWhenDisconnected = true);
        using var provider = Start();
        await Assert.ThrowsAsync<RedisNotConnectedException>(async () => await provider.GetRequiredService<IAtomicStore>().GetAsync("k"));
    }

    [Theory]
    [InlineData("Database", -2, "", 5000)]
    [InlineData("KeyPrefix", 0, null, 5000)]
    [InlineData("AttemptTimeout", 0, "", 0)]
    [InlineData("AttemptTimeout", 0, "", 86_400_001)]
    public void Options_are_checked_at_start_and_the_property_is_named(string property, int database, string? prefix, double timeout)
    {
        _services.AddRaceSafe().UseRedis(_ => redis.Connection, o =>
            (o.Database, o.KeyPrefix, o.AttemptTimeout) = (database, prefix!, TimeSpan.FromMilliseconds(timeout)));
        var error = Assert.Throws<OptionsValidationException>(() => Start());
        Assert.StartsWith(property, Assert.Single(error.Failures));
        Assert.Throws<OptionsValidationException>(() => new RedisAtomicStore(redis.Connection, new()
        {
            Database = database, KeyPrefix = prefix!, AttemptTimeout = TimeSpan.FromMilliseconds(timeout),
        }));
    }

    private ServiceProvider Start()
    {
        var provider = _services.BuildServiceProvider(validateScopes: true);
        provider.GetRequiredService<IStartupValidator>().Validate();
        return provider;
    }
}

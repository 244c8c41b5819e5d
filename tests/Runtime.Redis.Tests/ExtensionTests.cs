using RaceSafe.Runtime.Redis.Tests.Contract;

namespace RaceSafe.Runtime.Redis.Tests;

/// <summary>The operations as a fix spells them, on the database in hand.</summary>
public sealed class ExtensionTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly RedisKey _key = Guid.NewGuid().ToString("N");

    private IDatabase Database => redis.Database;

    [Fact]
    public async Task Increment_returns_the_new_value_and_starts_the_window_once()
    {
        Assert.Equal(1, await Database.IncrementAsync(_key, ttl: TimeSpan.FromMinutes(1)));
        Assert.Equal(3, Database.Increment(_key, 2, TimeSpan.FromMinutes(9)));
        Assert.InRange((await Database.KeyTimeToLiveAsync(_key))!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(1));
        Assert.Equal(4, Database.Increment(_key, 1, TimeSpan.FromMinutes(9), TtlMode.Sliding));
        Assert.InRange((await Database.KeyTimeToLiveAsync(_key))!.Value, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(9));
    }

    [Fact]
    public async Task A_counter_left_without_expiry_by_a_crash_is_healed()
    {
        await Database.StringIncrementAsync(_key); // and the process died before its EXPIRE
        await Database.IncrementAsync(_key, ttl: TimeSpan.FromMinutes(1));
        Assert.NotNull(await Database.KeyTimeToLiveAsync(_key));
        await Database.HashIncrementAsync($"{_key}:hash", "f", by: 1);
        await Database.HashIncrementAsync($"{_key}:hash", "f", ttl: TimeSpan.FromMinutes(1));
        Assert.NotNull(await Database.KeyTimeToLiveAsync($"{_key}:hash"));
    }

    [Fact]
    public async Task The_synchronous_twins_do_what_their_models_do()
    {
        Assert.Equal(1, Database.Increment(_key));
        Assert.Equal(AtomicResult.Refused(1L), Database.TryIncrement(_key, max: 1));
        Assert.Equal(AtomicResult.Applied(2L), Database.TryIncrement(_key, 5, max: 2, limitMode: LimitMode.Saturate));
        Assert.Equal(AtomicResult.Applied<RedisValue>("a"), Database.CompareAndSet(_key, 2, "a"));
        Assert.Equal("ab", Database.Update(_key, held => held + "b"));
        Assert.Equal("ab", Database.Take(_key));
        Assert.True(Database.Take(_key).IsNull);
        Assert.True(Database.TryClaim(_key, TimeSpan.FromMinutes(1)));
        Assert.False(await Database.TryClaimAsync(_key));
        RedisKey hash = $"{_key}:hash";
        Assert.Equal(5, Database.HashIncrement(hash, "f", by: 5));
        Assert.True(Database.HashCompareAndSet(hash, "f", 5, RedisValue.Null).Succeeded);
        Assert.False(await Database.KeyExistsAsync(hash));
        Assert.Equal(1, Database.NextSequence($"{_key}:n"));
        Assert.Equal(2, await Database.NextSequenceAsync($"{_key}:n"));
    }

    [Fact]
    public async Task Twenty_threads_that_update_synchronously_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Database.Update(_key, held => (long)held + 1))));
        Assert.Equal(20, await Database.StringGetAsync(_key));
    }

    [Fact]
    public async Task The_factory_runs_once_for_callers_that_ask_for_the_database_anew()
    {
        var runs = 0;
        var values = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => await redis.Connection.GetDatabase().GetOrCreateOnceAsync(_key, async ct =>
        {
            await Task.Delay(50, ct);
            return Interlocked.Increment(ref runs);
        }, TimeSpan.FromMinutes(1))));
        Assert.All(values, value => Assert.Equal(1, value));
        Assert.Equal(1, runs);
        Assert.NotNull(await Database.KeyTimeToLiveAsync(_key));
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await Database.GetOrCreateOnceAsync($"{_key}:null", _ => Task.FromResult(RedisValue.Null)));
    }

    [Fact]
    public async Task A_block_of_a_sequence_costs_one_round_trip()
    {
        var sequence = new SequenceGapsAllowed(Database.AsAtomicStore(), _key.ToString(), 10);
        for (var n = 1; n <= 11; n++) Assert.Equal(n, await sequence.NextAsync());
        Assert.Equal(20, await Database.StringGetAsync(_key));
    }

    [Fact]
    public async Task A_binary_key_works()
    {
        RedisKey key = new byte[] { 0, 0xff, 0xfe, (byte)'{', 0x80 };
        var id = OperationId.New();
        Assert.Equal(1, await Database.IncrementAsync(key, operationId: id));
        Assert.Equal(1, await Database.IncrementAsync(key, operationId: id));
    }

    [Fact]
    public async Task Bad_arguments_are_named_and_nothing_is_sent()
    {
        RedisKey none = default;
        var bad = TimeSpan.Zero;
        var calls = new (string Name, Func<Task> Call)[]
        {
            ("database", async () => await ((IDatabase)null!).IncrementAsync(_key)),
            ("database", () => Task.FromResult(((IDatabase)null!).Update(_key, v => v))),
            ("database", async () => await ((IDatabase)null!).GetOrCreateOnceAsync(_key, null!)),
            ("key", async () => await Database.IncrementAsync(none)),
            ("key", async () => await Database.IncrementAsync("")),
            ("key", () => Task.FromResult(Database.Increment(none))),
            ("key", async () => await Database.TryIncrementAsync(none)),
            ("key", async () => await Database.TakeAsync(none)),
            ("key", async () => await Database.TryClaimAsync(none)),
            ("key", async () => await Database.CompareAndSetAsync(none, 1, 2)),
            ("key", async () => await Database.UpdateAsync(none, v => v)),
            ("key", () => Task.FromResult(Database.Update(none, v => v))),
            ("key", async () => await Database.GetOrCreateOnceAsync(none, _ => null!)),
            ("ttl", async () => await Database.IncrementAsync(_key, ttl: bad)),
            ("ttl", async () => await Database.TryIncrementAsync(_key, ttl: bad)),
            ("ttl", async () => await Database.CompareAndSetAsync(_key, 1, 2, bad)),
            ("ttl", async () => await Database.TryClaimAsync(_key, bad)),
            ("ttl", async () => await Database.HashIncrementAsync(_key, "f", ttl: bad)),
            ("ttlMode", async () => await Database.IncrementAsync(_key, ttlMode: (TtlMode)9)),
            ("limitMode", async () => await Database.TryIncrementAsync(_key, limitMode: (LimitMode)9)),
            ("max", async () => await Database.TryIncrementAsync(_key, min: 1, max: 0)),
            ("field", async () => await Database.HashIncrementAsync(_key, RedisValue.Null, by: 1)),
            ("field", () => Task.FromResult(Database.HashCompareAndSet(_key, RedisValue.Null, 1, 2))),
            ("value", async () => await Database.TryClaimAsync(_key, RedisValue.Null)),
            ("update", async () => await Database.UpdateAsync(_key, null!)),
            ("update", () => Task.FromResult(Database.Update(_key, null!))),
            ("factory", async () => await Database.GetOrCreateOnceAsync(_key, null!)),
        };
        foreach (var (name, call) in calls) Assert.Equal(name, (await Assert.ThrowsAnyAsync<ArgumentException>(call)).ParamName);
        Assert.False(await Database.KeyExistsAsync(_key));
    }
}

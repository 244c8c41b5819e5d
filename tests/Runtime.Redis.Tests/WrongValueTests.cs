using RaceSafe.Runtime.Redis.Tests.Contract;

namespace RaceSafe.Runtime.Redis.Tests;

/// <summary>A key that holds something else is left alone, and the error says what it holds: on redis-server and on Garnet.</summary>
public abstract class WrongValueTests(ServerFixture server)
{
    private readonly string _prefix = Guid.NewGuid().ToString("N");

    private IDatabase Database => server.Database;

    public static TheoryData<string, string> Holders => new()
    {
        { "list", "a list" }, { "set", "a set" }, { "zset", "a sorted set" }, { "hash", "a hash" },
    };

    [Theory]
    [MemberData(nameof(Holders))]
    public async Task Every_operation_on_a_value_names_the_type_that_it_found(string type, string words)
    {
        RedisKey key = $"{_prefix}:{type}";
        await FillAsync(key, type);
        var id = OperationId.New();
        var ttl = TimeSpan.FromHours(1);
        Func<Task>[] calls =
        [
            async () => await Database.IncrementAsync(key),
            async () => await Database.IncrementAsync(key, ttl: ttl),
            async () => await Database.IncrementAsync(key, operationId: id),
            async () => await Database.TryIncrementAsync(key, max: 5),
            async () => await Database.CompareAndSetAsync(key, RedisValue.Null, "x"),
            async () => await Database.UpdateAsync(key, _ => "x"),
            async () => await Database.TakeAsync(key, id),
            async () => await Database.TryClaimAsync(key),
            () => Task.Run(() => Database.Increment(key)),
            () => Task.Run(() => Database.TryIncrement(key, max: 5)),
            () => Task.Run(() => Database.Update(key, _ => "x")),
            () => Task.Run(() => Database.Take(key)),
            () => Task.Run(() => Database.TryClaim(key)),
        ];
        foreach (var call in calls)
        {
            var error = await Assert.ThrowsAsync<WrongValueTypeException>(call);
            Assert.Equal((key.ToString(), words), (error.Key, error.Held));
        }

        Assert.Equal(type == "hash" ? RedisType.Hash : type == "zset" ? RedisType.SortedSet : type == "set" ? RedisType.Set : RedisType.List, await Database.KeyTypeAsync(key));
        Assert.Null(await Database.KeyTimeToLiveAsync(key));
    }

    [Fact]
    public async Task Every_operation_on_a_field_says_that_the_key_holds_a_value()
    {
        RedisKey key = $"{_prefix}:value";
        await Database.StringSetAsync(key, "5");
        Func<Task>[] calls =
        [
            async () => await Database.HashIncrementAsync(key, "f", by: 1),
            async () => await Database.HashIncrementAsync(key, "f", operationId: OperationId.New()),
            async () => await Database.HashCompareAndSetAsync(key, "f", RedisValue.Null, "x"),
            () => Task.Run(() => Database.HashIncrement(key, "f", by: 1)),
            () => Task.Run(() => Database.HashCompareAndSet(key, "f", RedisValue.Null, "x")),
        ];
        foreach (var call in calls) Assert.Equal("a value", (await Assert.ThrowsAsync<WrongValueTypeException>(call)).Held);
        Assert.Equal("5", await Database.StringGetAsync(key));
    }

    [Fact]
    public async Task What_is_no_integer_is_shown_and_an_overflow_is_an_overflow_for_every_way_of_adding()
    {
        RedisKey text = $"{_prefix}:text", full = $"{_prefix}:full";
        await Database.StringSetAsync(text, "12 apples");
        await Database.StringSetAsync(full, long.MaxValue);
        await Database.HashSetAsync($"{_prefix}:hash", [new("text", "12 apples"), new("full", long.MaxValue)]);
        foreach (var call in Adding(text, "text"))
            Assert.Equal("'12 apples'", (await Assert.ThrowsAsync<WrongValueTypeException>(call)).Held);
        foreach (var call in Adding(full, "full"))
            await Assert.ThrowsAsync<OverflowException>(call);
        Assert.Equal("12 apples", await Database.StringGetAsync(text));
        Assert.Equal(long.MaxValue, await Database.StringGetAsync(full));
    }

    [Fact]
    public async Task An_operation_id_that_was_used_for_something_else_is_an_error()
    {
        RedisKey key = $"{_prefix}:two uses";
        var id = OperationId.New();
        await Database.IncrementAsync(key, operationId: id);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await Database.TakeAsync(key, id));
        Assert.Contains(id.Value!, error.Message);
        Assert.Equal(1, await Database.StringGetAsync(key));
    }

    private IEnumerable<Func<Task>> Adding(RedisKey key, string field) =>
    [
        async () => await Database.IncrementAsync(key),
        async () => await Database.IncrementAsync(key, ttl: TimeSpan.FromHours(1)),
        async () => await Database.IncrementAsync(key, operationId: OperationId.New()),
        async () => await Database.HashIncrementAsync($"{_prefix}:hash", field, by: 1),
        async () => await Database.HashIncrementAsync($"{_prefix}:hash", field, operationId: OperationId.New()),
        () => Task.Run(() => Database.Increment(key)),
        () => Task.Run(() => Database.Increment(key, operationId: OperationId.New())),
        () => Task.Run(() => Database.HashIncrement($"{_prefix}:hash", field, by: 1)),
    ];

    private async Task FillAsync(RedisKey key, string type)
    {
        _ = type switch
        {
            "list" => await Database.ListRightPushAsync(key, "a"),
            "set" => await Database.SetAddAsync(key, "a") ? 1 : 0,
            "zset" => await Database.SortedSetAddAsync(key, "a", 1) ? 1 : 0,
            _ => await Database.HashSetAsync(key, "f", "a") ? 1 : 0,
        };
    }
}

public sealed class RedisWrongValueTests(RedisFixture redis) : WrongValueTests(redis), IClassFixture<RedisFixture>;

public sealed class GarnetWrongValueTests(GarnetFixture garnet) : WrongValueTests(garnet), IClassFixture<GarnetFixture>;

namespace RaceSafe.Runtime.Tests.Contract;

public abstract partial class AtomicStoreContract
{
    [Fact]
    public async Task A_fixed_window_ends_though_the_counter_is_used()
    {
        await Store.IncrementAsync(Key(), ttl: ShortTtl);
        await PassAsync(ShortTtl * 0.6);
        Assert.Equal(2, (await Store.IncrementAsync(Key(), ttl: ShortTtl)).Value);
        await PassAsync(ShortTtl * 0.6);
        Assert.Equal(1, (await Store.IncrementAsync(Key(), ttl: ShortTtl)).Value);
    }

    [Fact]
    public async Task A_sliding_window_lives_while_the_counter_is_used()
    {
        await Store.IncrementAsync(Key(), ttl: ShortTtl, ttlMode: TtlMode.Sliding);
        await PassAsync(ShortTtl * 0.6);
        await Store.IncrementAsync(Key(), ttl: ShortTtl, ttlMode: TtlMode.Sliding);
        await PassAsync(ShortTtl * 0.6);
        Assert.Equal(3, (await Store.IncrementAsync(Key(), ttl: ShortTtl, ttlMode: TtlMode.Sliding)).Value);
        await PassAsync(ShortTtl * 1.5);
        Assert.Null(await Store.GetAsync(Key()));
    }

    [Fact]
    public async Task A_counter_that_would_live_for_ever_is_healed()
    {
        await Store.IncrementAsync(Key());
        await Store.IncrementAsync(Key(), ttl: ShortTtl);
        await PassAsync(ShortTtl * 1.5);
        Assert.Null(await Store.GetAsync(Key()));
    }

    [Fact]
    public async Task A_refused_or_replayed_operation_leaves_the_time_to_live_alone()
    {
        var id = OperationId.New();
        await Store.TryIncrementAsync(Key(), 5, max: 5, ttl: ShortTtl, ttlMode: TtlMode.Sliding, operationId: id);
        await PassAsync(ShortTtl * 0.6);
        Assert.True((await Store.TryIncrementAsync(Key(), 1, max: 5, ttl: ShortTtl, ttlMode: TtlMode.Sliding)).IsRefused);
        await Store.TryIncrementAsync(Key(), 5, max: 5, ttl: ShortTtl, ttlMode: TtlMode.Sliding, operationId: id);
        await Store.CompareAndSetAsync(Key(), Bytes("no"), Bytes("x"), ShortTtl);
        await Store.TryClaimAsync(Key(), Bytes("5"), ShortTtl);
        await PassAsync(ShortTtl * 0.6);
        Assert.Null(await Store.GetAsync(Key()));
    }

    [Fact]
    public async Task Compare_and_set_keeps_the_time_to_live_unless_one_is_given()
    {
        await SetAsync(Key("kept"), "a", ShortTtl);
        await SetAsync(Key("given"), "a", ShortTtl);
        await SetAsync(Key("kept"), "b");
        await SetAsync(Key("given"), "b", TimeSpan.FromMinutes(10));
        await PassAsync(ShortTtl * 1.5);
        Assert.Null(await Store.GetAsync(Key("kept")));
        Assert.Equal("b", Text(await Store.GetAsync(Key("given"))));
    }

    [Fact]
    public async Task Set_replaces_the_time_to_live_too()
    {
        await Store.SetAsync(Key("ends"), Bytes("a"));
        await Store.SetAsync(Key("ends"), Bytes("b"), ShortTtl);
        await Store.SetAsync(Key("stays"), Bytes("a"), ShortTtl);
        await Store.SetAsync(Key("stays"), Bytes("b"));
        await PassAsync(ShortTtl * 1.5);
        Assert.Null(await Store.GetAsync(Key("ends")));
        Assert.Equal("b", Text(await Store.GetAsync(Key("stays"))));
    }

    [Fact]
    public async Task An_expired_key_is_absent_for_every_operation()
    {
        string[] keys = ["cas", "take", "claim", "try"];
        foreach (var key in keys) await SetAsync(Key(key), "9", ShortTtl);
        await Store.HashIncrementAsync(Key("hash"), "f", 9, ShortTtl);
        await PassAsync(ShortTtl * 1.5);

        Assert.True((await Store.CompareAndSetAsync(Key("cas"), null, Bytes("new"))).Succeeded);
        Assert.True((await Store.TakeAsync(Key("take"))).IsRefused);
        Assert.Equal(AtomicOutcome.Applied, (await Store.TryClaimAsync(Key("claim"), Bytes("9"))).Outcome);
        Assert.Equal(1, (await Store.TryIncrementAsync(Key("try"), max: 5)).Value);
        Assert.Null(await Store.HashGetAsync(Key("hash"), "f"));
        Assert.Equal(1, (await Store.HashIncrementAsync(Key("hash"), "f")).Value);
    }

    [Fact]
    public async Task A_recreated_key_does_not_inherit_the_old_time_to_live()
    {
        await SetAsync(Key(), "a", ShortTtl);
        await Store.TakeAsync(Key());
        await SetAsync(Key(), "b");
        await PassAsync(ShortTtl * 1.5);
        Assert.Equal("b", Text(await Store.GetAsync(Key())));
    }

    [Fact]
    public async Task The_time_to_live_of_a_hash_is_that_of_the_whole()
    {
        await Store.HashIncrementAsync(Key(), "a");
        await Store.HashIncrementAsync(Key(), "b", ttl: ShortTtl);
        await PassAsync(ShortTtl * 1.5);
        Assert.Null(await Store.HashGetAsync(Key(), "a"));
    }

    [Fact]
    public async Task Times_to_live_may_be_as_short_and_as_long_as_promised()
    {
        await Store.IncrementAsync(Key("long"), ttl: TimeSpan.FromDays(36_500));
        Assert.Equal("1", Text(await Store.GetAsync(Key("long"))));
        await Store.IncrementAsync(Key("short"), ttl: TimeSpan.FromMilliseconds(1));
        await PassAsync(TimeSpan.FromMilliseconds(50));
        Assert.Null(await Store.GetAsync(Key("short")));
    }
}

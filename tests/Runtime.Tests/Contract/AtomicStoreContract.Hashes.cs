namespace RaceSafe.Runtime.Tests.Contract;

public abstract partial class AtomicStoreContract
{
    [Fact]
    public async Task Hash_fields_count_apart()
    {
        Assert.Equal(AtomicResult.Applied(1L), await Store.HashIncrementAsync(Key(), "a"));
        Assert.Equal(AtomicResult.Applied(5L), await Store.HashIncrementAsync(Key(), "b", 5));
        Assert.Equal(AtomicResult.Applied(2L), await Store.HashIncrementAsync(Key(), "a"));
        Assert.Equal("2", Text(await Store.HashGetAsync(Key(), "a")));
        Assert.Null(await Store.HashGetAsync(Key(), "c"));
        Assert.Null(await Store.HashGetAsync(Key("absent"), "a"));
    }

    [Fact]
    public async Task Hundred_callers_on_one_field_get_hundred_distinct_numbers()
    {
        var numbers = await AtOnce(Callers, async _ => (await Store.HashIncrementAsync(Key(), "votes")).Value);
        Assert.Equal(Enumerable.Range(1, Callers).Select(n => (long)n), numbers.Order());
    }

    [Fact]
    public async Task Hash_compare_and_set_creates_replaces_and_refuses()
    {
        Assert.True((await Store.HashCompareAndSetAsync(Key(), "f", null, Bytes("a"))).Succeeded);
        var refused = await Store.HashCompareAndSetAsync(Key(), "f", Bytes("x"), Bytes("b"));
        Assert.Equal((AtomicOutcome.Refused, "a"), (refused.Outcome, Text(refused.Value)));
        Assert.True((await Store.HashCompareAndSetAsync(Key(), "f", Bytes("a"), Bytes("b"))).Succeeded);
        Assert.Equal("b", Text(await Store.HashGetAsync(Key(), "f")));
    }

    [Fact]
    public async Task The_hash_goes_with_its_last_field()
    {
        await Store.HashIncrementAsync(Key(), "a");
        await Store.HashIncrementAsync(Key(), "b");
        Assert.True((await Store.HashCompareAndSetAsync(Key(), "a", Bytes("1"), null)).Succeeded);
        Assert.Equal("1", Text(await Store.HashGetAsync(Key(), "b")));
        Assert.True((await Store.HashCompareAndSetAsync(Key(), "b", Bytes("1"), null)).Succeeded);
        Assert.True((await Store.TryClaimAsync(Key(), Bytes("the key is free"))).Succeeded);
    }

    [Fact]
    public async Task Hash_update_loses_nothing_under_contention()
    {
        const int callers = 20;
        await AtOnce(callers, async _ => await Store.HashUpdateAsync(
            Key(), "f", held => CounterFormat.Format(held is null ? 1 : long.Parse(Text(held)!) + 1)));
        Assert.Equal($"{callers}", Text(await Store.HashGetAsync(Key(), "f")));
    }

    [Fact]
    public async Task A_field_that_is_not_an_integer_names_the_key_and_what_it_holds()
    {
        await Store.HashCompareAndSetAsync(Key(), "f", null, Bytes("abc"));
        var error = await Assert.ThrowsAsync<WrongValueTypeException>(async () => await Store.HashIncrementAsync(Key(), "f"));
        Assert.Equal(Key(), error.Key);
        Assert.Contains("abc", error.Message);
    }

    [Fact]
    public async Task A_hash_is_not_a_value()
    {
        await Store.HashIncrementAsync(Key(), "f");
        await AssertWrongType(async () => await Store.GetAsync(Key()));
        await AssertWrongType(async () => await Store.IncrementAsync(Key()));
        await AssertWrongType(async () => await Store.TryIncrementAsync(Key(), max: 5));
        await AssertWrongType(async () => await Store.CompareAndSetAsync(Key(), null, Bytes("a")));
        await AssertWrongType(async () => await Store.TakeAsync(Key()));
        await AssertWrongType(async () => await Store.TryClaimAsync(Key(), Bytes("a")));
        Assert.Equal("1", Text(await Store.HashGetAsync(Key(), "f")));
    }

    [Fact]
    public async Task A_value_is_not_a_hash()
    {
        await SetAsync(Key(), "5");
        await AssertWrongType(async () => await Store.HashGetAsync(Key(), "f"));
        await AssertWrongType(async () => await Store.HashIncrementAsync(Key(), "f"));
        await AssertWrongType(async () => await Store.HashCompareAndSetAsync(Key(), "f", null, Bytes("a")));
        Assert.Equal("5", Text(await Store.GetAsync(Key())));
    }

    private async Task AssertWrongType(Func<Task> call) =>
        Assert.Equal(Key(), (await Assert.ThrowsAsync<WrongValueTypeException>(call)).Key);
}

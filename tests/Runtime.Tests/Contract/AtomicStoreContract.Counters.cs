namespace RaceSafe.Runtime.Tests.Contract;

public abstract partial class AtomicStoreContract
{
    [Fact]
    public async Task Increment_creates_the_counter_and_returns_the_new_value()
    {
        Assert.Equal(AtomicResult.Applied(1L), await Store.IncrementAsync(Key()));
        Assert.Equal(AtomicResult.Applied(6L), await Store.IncrementAsync(Key(), 5));
        Assert.Equal(AtomicResult.Applied(-4L), await Store.IncrementAsync(Key(), -10));
        Assert.Equal(AtomicResult.Applied(-4L), await Store.IncrementAsync(Key(), 0));
        Assert.Equal("-4", Text(await Store.GetAsync(Key())));
    }

    [Fact]
    public async Task Hundred_callers_get_hundred_distinct_contiguous_numbers()
    {
        var numbers = await AtOnce(Callers, async _ => (await Store.IncrementAsync(Key())).Value);
        Assert.Equal(Enumerable.Range(1, Callers).Select(n => (long)n), numbers.Order());
    }

    [Theory]
    [InlineData(long.MaxValue, -1)]
    [InlineData(long.MinValue, 1)]
    [InlineData((1L << 53) + 1, 2)]
    [InlineData(-(1L << 53) - 1, -2)]
    public async Task Integers_beyond_two_to_the_53_are_exact(long start, long by)
    {
        Assert.Equal(start, (await Store.IncrementAsync(Key(), start)).Value);
        Assert.Equal(start + by, (await Store.IncrementAsync(Key(), by)).Value);
        Assert.Equal(AtomicResult.Applied(start), await Store.TryIncrementAsync(Key(), -by));
        Assert.Equal(start, (await Store.HashIncrementAsync(Key("hash"), "f", start)).Value);
        Assert.Equal(start + by, (await Store.HashIncrementAsync(Key("hash"), "f", by)).Value);
    }

    [Fact]
    public async Task An_increment_beyond_64_bits_throws_and_changes_nothing()
    {
        await Store.IncrementAsync(Key(), long.MaxValue);
        await Store.HashIncrementAsync(Key("hash"), "f", long.MinValue);
        await Assert.ThrowsAsync<OverflowException>(async () => await Store.IncrementAsync(Key()));
        await Assert.ThrowsAsync<OverflowException>(async () => await Store.HashIncrementAsync(Key("hash"), "f", -1));
        Assert.Equal(long.MaxValue, (await Store.IncrementAsync(Key(), 0)).Value);
        Assert.Equal(long.MinValue, (await Store.HashIncrementAsync(Key("hash"), "f", 0)).Value);
    }

    [Theory]
    [InlineData(1, 3, 3, 3, AtomicOutcome.Applied)]
    [InlineData(1, 3, 4, 3, AtomicOutcome.Refused)]
    [InlineData(-1, 0, -1, 0, AtomicOutcome.Refused)]
    public async Task A_conditional_increment_stops_at_the_limit(long by, long steps, long attempts, long final, AtomicOutcome last)
    {
        var results = new List<AtomicResult<long>>();
        for (var i = 0; i < Math.Abs(attempts); i++) results.Add(await Store.TryIncrementAsync(Key(), by, min: 0, max: steps));
        Assert.Equal(new AtomicResult<long>(final, last), results[^1]);
    }

    [Fact]
    public async Task A_refused_increment_does_not_create_the_counter()
    {
        Assert.Equal(AtomicResult.Refused(0L), await Store.TryIncrementAsync(Key(), 5, max: 4, ttl: TimeSpan.FromMinutes(1)));
        Assert.Null(await Store.GetAsync(Key()));
    }

    [Fact]
    public async Task A_saturating_increment_takes_the_nearest_limit()
    {
        Assert.Equal(AtomicResult.Applied(3L), await Store.TryIncrementAsync(Key(), 3, 0, 5, LimitMode.Saturate));
        Assert.Equal(AtomicResult.Applied(5L), await Store.TryIncrementAsync(Key(), 3, 0, 5, LimitMode.Saturate));
        Assert.Equal(AtomicResult.Applied(0L), await Store.TryIncrementAsync(Key(), -9, 0, 5, LimitMode.Saturate));
        Assert.Equal("0", Text(await Store.GetAsync(Key())));
    }

    [Theory]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, -1)]
    [InlineData(long.MinValue, long.MinValue)]
    public async Task A_conditional_increment_beyond_64_bits_is_refused_or_saturated(long start, long by)
    {
        await Store.IncrementAsync(Key(), start);
        Assert.Equal(AtomicResult.Refused(start), await Store.TryIncrementAsync(Key(), by));
        Assert.Equal(AtomicResult.Applied(start), await Store.TryIncrementAsync(Key(), by, limitMode: LimitMode.Saturate));
    }

    [Fact]
    public async Task A_value_outside_the_range_may_only_move_into_it()
    {
        await Store.IncrementAsync(Key(), 10);
        Assert.Equal(AtomicResult.Refused(10L), await Store.TryIncrementAsync(Key(), -1, max: 5));
        Assert.Equal(AtomicResult.Applied(4L), await Store.TryIncrementAsync(Key(), -6, max: 5));
    }

    [Fact]
    public async Task Hundred_callers_fill_a_capacity_of_thirty_exactly()
    {
        var results = await AtOnce(Callers, async _ => await Store.TryIncrementAsync(Key(), max: 30));
        Assert.Equal(30, results.Count(r => r.Outcome == AtomicOutcome.Applied));
        Assert.Equal(Enumerable.Range(1, 30).Select(n => (long)n), results.Where(r => r.Succeeded).Select(r => r.Value).Order());
        Assert.All(results.Where(r => r.IsRefused), r => Assert.Equal(30, r.Value));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("+5")]
    [InlineData("05")]
    [InlineData(" 5")]
    [InlineData("5 ")]
    [InlineData("-0")]
    [InlineData("9223372036854775808")]
    public async Task Incrementing_what_is_not_an_integer_names_the_key_and_what_it_holds(string held)
    {
        await SetAsync(Key(), held);
        var error = await Assert.ThrowsAsync<WrongValueTypeException>(async () => await Store.IncrementAsync(Key()));
        Assert.Equal(Key(), error.Key);
        Assert.Contains(held, error.Message);
        await Assert.ThrowsAsync<WrongValueTypeException>(async () => await Store.TryIncrementAsync(Key(), max: 5));
        Assert.Equal(held, Text(await Store.GetAsync(Key())));
    }

    [Fact]
    public async Task A_counter_can_be_set_and_compared_as_text()
    {
        await SetAsync(Key(), "41");
        Assert.Equal(42, (await Store.IncrementAsync(Key())).Value);
        Assert.True((await Store.CompareAndSetAsync(Key(), Bytes("42"), Bytes("7"))).Succeeded);
        Assert.Equal(8, (await Store.IncrementAsync(Key())).Value);
    }

    [Fact]
    public async Task A_sequence_counts_from_one()
    {
        Assert.Equal(1, await Store.NextSequenceAsync(Key()));
        Assert.Equal(2, await Store.NextSequenceAsync(Key()));
        var retried = OperationId.New();
        Assert.Equal(3, await Store.NextSequenceAsync(Key(), retried));
        Assert.Equal(3, await Store.NextSequenceAsync(Key(), retried));
        Assert.Equal(4, await Store.NextSequenceAsync(Key()));
    }
}

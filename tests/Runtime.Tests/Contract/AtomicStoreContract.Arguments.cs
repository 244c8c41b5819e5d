namespace RaceSafe.Runtime.Tests.Contract;

public abstract partial class AtomicStoreContract
{
    [Fact]
    public async Task A_bad_key_or_field_is_refused_by_every_operation()
    {
        // Not theory data: the runner hands those over in UTF-8, which mends a lone surrogate.
        string?[] keys = [null, "", new string('k', 513), "a\0b", "\ud800", "a\udc00b"];
        foreach (var bad in keys) await AssertKeyIsRefused(bad!);
    }

    private async Task AssertKeyIsRefused(string bad)
    {
        var calls = new (string Name, Func<Task> Call)[]
        {
            ("key", async () => await Store.GetAsync(bad)),
            ("key", async () => await Store.SetAsync(bad, [1])),
            ("key", async () => await Store.IncrementAsync(bad)),
            ("key", async () => await Store.TryIncrementAsync(bad)),
            ("key", async () => await Store.CompareAndSetAsync(bad, null, null)),
            ("key", async () => await Store.TakeAsync(bad)),
            ("key", async () => await Store.TryClaimAsync(bad, [1])),
            ("key", async () => await Store.HashGetAsync(bad, "f")),
            ("key", async () => await Store.HashIncrementAsync(bad, "f")),
            ("key", async () => await Store.HashCompareAndSetAsync(bad, "f", null, null)),
            ("field", async () => await Store.HashGetAsync(Key(), bad)),
            ("field", async () => await Store.HashIncrementAsync(Key(), bad)),
            ("field", async () => await Store.HashCompareAndSetAsync(Key(), bad, null, null)),
        };
        foreach (var (name, call) in calls)
            Assert.Equal(name, (await Assert.ThrowsAnyAsync<ArgumentException>(call)).ParamName);
    }

    [Fact]
    public async Task The_longest_key_works()
    {
        var key = Key().PadRight(512, 'ä');
        Assert.Equal(1, (await Store.IncrementAsync(key, operationId: new OperationId(new string('ö', 128)))).Value);
        Assert.Equal(1, (await Store.HashIncrementAsync(Key("hash"), key)).Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(9_999)]
    [InlineData(36_500L * TimeSpan.TicksPerDay + 1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task A_bad_time_to_live_is_refused_by_every_operation(long ticks)
    {
        var bad = new TimeSpan(ticks);
        Func<Task>[] calls =
        [
            async () => await Store.SetAsync(Key(), [1], bad),
            async () => await Store.IncrementAsync(Key(), ttl: bad),
            async () => await Store.TryIncrementAsync(Key(), ttl: bad),
            async () => await Store.CompareAndSetAsync(Key(), null, [1], bad),
            async () => await Store.TryClaimAsync(Key(), [1], bad),
            async () => await Store.HashIncrementAsync(Key(), "f", ttl: bad),
            async () => await Store.HashCompareAndSetAsync(Key(), "f", null, [1], bad),
        ];
        foreach (var call in calls)
            Assert.Equal("ttl", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(call)).ParamName);
        Assert.Null(await Store.GetAsync(Key()));
    }

    [Fact]
    public async Task Bad_modes_ranges_and_values_are_refused()
    {
        await AssertRefused("ttlMode", async () => await Store.IncrementAsync(Key(), ttlMode: (TtlMode)7));
        await AssertRefused("ttlMode", async () => await Store.TryIncrementAsync(Key(), ttlMode: (TtlMode)7));
        await AssertRefused("ttlMode", async () => await Store.HashIncrementAsync(Key(), "f", ttlMode: (TtlMode)7));
        await AssertRefused("limitMode", async () => await Store.TryIncrementAsync(Key(), limitMode: (LimitMode)7));
        await AssertRefused("max", async () => await Store.TryIncrementAsync(Key(), min: 2, max: 1));
        await AssertRefused("value", async () => await Store.SetAsync(Key(), null!));
        await AssertRefused("value", async () => await Store.TryClaimAsync(Key(), null!, null));
        await AssertRefused("update", async () => await Store.UpdateAsync(Key(), null!));

        static async Task AssertRefused(string name, Func<Task> call) =>
            Assert.Equal(name, (await Assert.ThrowsAnyAsync<ArgumentException>(call)).ParamName);
    }

    [Fact]
    public async Task A_cancelled_token_prevents_every_operation()
    {
        var cancelled = new CancellationToken(canceled: true);
        Func<Task>[] calls =
        [
            async () => await Store.GetAsync(Key(), cancelled),
            async () => await Store.SetAsync(Key(), [1], cancellationToken: cancelled),
            async () => await Store.IncrementAsync(Key(), cancellationToken: cancelled),
            async () => await Store.TryIncrementAsync(Key(), cancellationToken: cancelled),
            async () => await Store.CompareAndSetAsync(Key(), null, [1], cancellationToken: cancelled),
            async () => await Store.TakeAsync(Key(), cancellationToken: cancelled),
            async () => await Store.TryClaimAsync(Key(), [1], cancellationToken: cancelled),
            async () => await Store.HashGetAsync(Key(), "f", cancelled),
            async () => await Store.HashIncrementAsync(Key(), "f", cancellationToken: cancelled),
            async () => await Store.HashCompareAndSetAsync(Key(), "f", null, [1], cancellationToken: cancelled),
            async () => await Store.UpdateAsync(Key(), _ => [1], cancellationToken: cancelled),
        ];
        foreach (var call in calls) await Assert.ThrowsAnyAsync<OperationCanceledException>(call);
        Assert.Null(await Store.GetAsync(Key()));
    }
}

using Microsoft.Extensions.Caching.Memory;

namespace RaceSafe.Runtime.Tests.Caching;

public sealed class MemoryCacheTests : IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions());

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Synchronous_and_asynchronous_increments_lose_nothing_together()
    {
        _cache.Set("n", 5);
        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () =>
            i % 2 == 0 ? _cache.Increment("n", 1) : await _cache.IncrementAsync("n", 1))));
        Assert.Equal(Enumerable.Range(6, 100), numbers.Order());
        Assert.Equal(105, _cache.Get<int>("n"));
    }

    [Fact]
    public void Of_many_callers_exactly_as_many_pass_as_the_limit_allows()
    {
        var passed = 0;
        Parallel.For(0, 1000, _ =>
        {
            if (_cache.TryIncrement("n", 1, max: 100, out var _)) Interlocked.Increment(ref passed);
        });
        Assert.Equal(100, passed);
        Assert.Equal(100, _cache.Get<int>("n"));
    }

    [Theory]
    [InlineData(5, 5, 10, true, 10)] // up to the limit
    [InlineData(5, 6, 10, false, 5)] // and not beyond
    [InlineData(20, -5, 10, true, 15)] // going down is never refused
    [InlineData(int.MaxValue, 1, int.MaxValue, false, int.MaxValue)] // does not fit
    [InlineData(int.MinValue, -1, 10, false, int.MinValue)]
    public void What_would_be_above_the_maximum_or_does_not_fit_changes_nothing(int held, int by, int max, bool passes, int value)
    {
        _cache.Set("n", held);
        Assert.Equal(passes, _cache.TryIncrement("n", by, max, out var now));
        Assert.Equal(value, now);
        Assert.Equal(value, _cache.Get<int>("n"));
    }

    [Fact]
    public async Task Updates_lose_nothing_and_start_from_the_default()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () =>
        {
            if (i % 2 == 0) _cache.Update<string>("list", s => s + "x");
            else await _cache.UpdateAsync<string>("list", async (s, _) =>
            {
                await Task.Yield();
                return s + "x";
            });
        })));
        Assert.Equal(new string('x', 100), _cache.Get<string>("list"));
        Assert.Equal(1, _cache.Update<int>("new", n => n + 1));
    }

    [Fact]
    public async Task One_of_hundred_takes_and_one_claims()
    {
        _cache.Set("code", "1234");
        var taken = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () =>
            i % 2 == 0 ? await _cache.TakeAsync<string>("code") : _cache.TryTake<string>("code", out var code) ? code : null)));
        Assert.Single(taken, t => t == "1234");
        var claimed = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () =>
            i % 2 == 0 ? _cache.TryClaim("job", i) : await _cache.TryClaimAsync("job", i))));
        Assert.Single(claimed, c => c);
    }

    [Fact]
    public async Task The_factory_runs_once_and_its_failure_is_not_remembered()
    {
        Assert.Throws<FormatException>(() => _cache.GetOrCreateOnce<int>("v", () => throw new FormatException()));
        await Assert.ThrowsAsync<FormatException>(async () => await _cache.GetOrCreateOnceAsync<int>("v", _ => throw new FormatException()));
        var runs = 0;
        var values = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => i % 2 == 0
            ? _cache.GetOrCreateOnce("v", () => Interlocked.Increment(ref runs))
            : await _cache.GetOrCreateOnceAsync("v", async ct =>
            {
                await Task.Delay(5, ct);
                return Interlocked.Increment(ref runs);
            }))));
        Assert.All(values, v => Assert.Equal(1, v));
    }

    [Fact]
    public void An_entry_of_another_type_is_an_error_and_stays()
    {
        _cache.Set("n", "text");
        Assert.Throws<InvalidCastException>(() => _cache.Increment("n", 1));
        Assert.Throws<InvalidCastException>(() => _cache.Update<int>("n", n => n + 1));
        Assert.False(_cache.TryTake<int>("n", out _));
        Assert.Equal("text", _cache.Get("n"));
    }

    [Fact]
    public void Options_are_applied_and_bad_arguments_refused()
    {
        using var gone = new CancellationTokenSource();
        var options = new MemoryCacheEntryOptions().AddExpirationToken(new Microsoft.Extensions.Primitives.CancellationChangeToken(gone.Token));
        _cache.Increment("n", 1, options);
        gone.Cancel();
        Assert.Equal(1, _cache.Increment("n", 1));
        Assert.Throws<ArgumentNullException>(() => _cache.Increment(null!, 1));
        Assert.Throws<ArgumentNullException>(() => _cache.Update<int>("n", null!));
        Assert.Throws<ArgumentNullException>(() => _cache.GetOrCreateOnce<int>("n", null!));
    }
}

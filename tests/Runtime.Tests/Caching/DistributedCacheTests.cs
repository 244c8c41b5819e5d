using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace RaceSafe.Runtime.Tests.Caching;

/// <summary>The operations mean the same over a cache in memory and over one that is kept in an atomic store.</summary>
public sealed class DistributedCacheTests
{
    private static readonly DistributedCacheEntryOptions Minute = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) };

    public static TheoryData<string> Kinds => ["in memory", "in a store"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Hundred_increments_give_hundred_numbers_and_plain_reads_see_them(string kind)
    {
        var cache = Cache(kind);
        await cache.SetStringAsync("n", "5");
        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await cache.IncrementAsync("n"))));
        Assert.Equal(Enumerable.Range(6, 100).Select(n => (long)n), numbers.Order());
        Assert.Equal("105", await cache.GetStringAsync("n"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Updates_lose_nothing(string kind)
    {
        var cache = Cache(kind);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(async () => await cache.UpdateStringAsync("list", s => $"{s}{i},", Minute))));
        var entries = (await cache.GetStringAsync("list"))!.TrimEnd(',').Split(',').Select(int.Parse);
        Assert.Equal(Enumerable.Range(0, 50), entries.Order());
        Assert.Null(await cache.UpdateStringAsync("list", _ => null));
        Assert.Null(await cache.GetAsync("list"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task One_of_hundred_takes_the_code_and_one_gets_the_claim(string kind)
    {
        var cache = Cache(kind);
        await cache.SetStringAsync("code", "1234");
        var taken = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await cache.TakeStringAsync("code"))));
        Assert.Equal("1234", Assert.Single(taken, t => t is not null));
        var claimed = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await cache.TryClaimAsync("job", Minute))));
        Assert.Single(claimed, c => c);
        var marked = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await cache.TryClaimStringAsync("mark", "seen", Minute))));
        Assert.Single(marked, c => c);
        Assert.Equal("seen", await cache.GetStringAsync("mark"));
        Assert.False(await cache.TryClaimAsync("mark", "seen"u8.ToArray(), Minute));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_factory_runs_once_and_its_failure_is_not_remembered(string kind)
    {
        var cache = Cache(kind);
        await Assert.ThrowsAsync<FormatException>(async () => await cache.GetOrCreateStringOnceAsync("v", _ => throw new FormatException()));
        var runs = 0;
        var values = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await cache.GetOrCreateStringOnceAsync("v", async ct =>
        {
            await Task.Delay(10, ct);
            return $"run {Interlocked.Increment(ref runs)}";
        }, Minute))));
        Assert.All(values, v => Assert.Equal("run 1", v));
        Assert.Equal("run 1", Encoding.UTF8.GetString(await cache.GetOrCreateOnceAsync("v", _ => Task.FromResult<byte[]>([1]))));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_not_an_integer_is_named_and_overflow_is_refused(string kind)
    {
        var cache = Cache(kind);
        await cache.SetStringAsync("n", "abc");
        Assert.Contains("'abc'", (await Assert.ThrowsAsync<WrongValueTypeException>(async () => await cache.IncrementAsync("n"))).Message);
        await cache.SetStringAsync("n", $"{long.MaxValue}");
        await Assert.ThrowsAsync<OverflowException>(async () => await cache.IncrementAsync("n"));
        Assert.Equal($"{long.MaxValue}", await cache.GetStringAsync("n"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Bad_arguments_and_cancelled_tokens_are_refused(string kind)
    {
        var cache = Cache(kind);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await cache.IncrementAsync(""));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await cache.TakeAsync(null!));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await cache.TryClaimAsync(""));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await cache.UpdateAsync("k", null!));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await cache.GetOrCreateOnceAsync("k", null!));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cache.IncrementAsync("k", cancellationToken: cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cache.GetOrCreateOnceAsync("k", _ => Task.FromResult<byte[]>([1]), null, cancelled));
        Assert.Null(await cache.GetAsync("k"));
    }

    [Fact]
    public async Task A_shared_cache_that_cannot_update_is_refused_and_says_what_to_register()
    {
        IDistributedCache shared = new SharedCache();
        Func<Task>[] calls =
        [
            async () => await shared.UpdateAsync("k", x => x),
            async () => await shared.IncrementAsync("k"),
            async () => await shared.TakeAsync("k"),
            async () => await shared.TryClaimAsync("k"),
            async () => await shared.GetOrCreateOnceAsync("k", _ => Task.FromResult<byte[]>([1])),
        ];
        foreach (var call in calls)
        {
            var message = (await Assert.ThrowsAsync<InvalidOperationException>(call)).Message;
            Assert.Contains(nameof(SharedCache), message);
            Assert.Contains("AddRaceSafe().UseRedis(…).AddDistributedCache()", message);
        }
    }

    [Fact]
    public async Task In_a_store_entries_expire_and_sliding_expiration_is_refused()
    {
        var time = new FakeTime();
        var cache = new AtomicDistributedCache(new MemoryAtomicStore(timeProvider: time), "c:", time);
        cache.Set("a", [1], Minute);
        cache.Set("b", [1], new() { AbsoluteExpiration = time.GetUtcNow().AddMinutes(2) });
        cache.Set("c", [1], Minute);
        cache.Set("c", [2], new());
        time.Advance(TimeSpan.FromMinutes(1.5));
        Assert.Equal([null, [1], [2]], new[] { cache.Get("a"), cache.Get("b"), cache.Get("c") });
        cache.Remove("c");
        Assert.Null(await cache.GetAsync("c"));
        Assert.Throws<NotSupportedException>(() => cache.Set("d", [1], new() { SlidingExpiration = TimeSpan.FromMinutes(1) }));
    }

    private static IDistributedCache Cache(string kind) => kind == "in memory"
        ? new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()))
        : new AtomicDistributedCache(new MemoryAtomicStore());

    private sealed class SharedCache : IDistributedCache
    {
        public byte[]? Get(string key) => null;
        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult<byte[]?>(null);
        public void Refresh(string key) { }
        public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;
        public void Remove(string key) { }
        public Task RemoveAsync(string key, CancellationToken token = default) => Task.CompletedTask;
        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) { }
        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => Task.CompletedTask;
    }
}

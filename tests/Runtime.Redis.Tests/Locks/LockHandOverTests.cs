using System.Diagnostics;
using RaceSafe.Runtime.Redis.Tests.Contract;

namespace RaceSafe.Runtime.Redis.Tests.Locks;

/// <summary>A release tells those who wait, and costs nothing where nobody does.</summary>
public sealed class LockHandOverTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    // Long enough that who is not told would be late: the safety net asks after 80 ms at first, then ever more seldom, up to 1 s.
    private static readonly LockOptions Patient = new() { Wait = TimeSpan.FromSeconds(20) };

    private readonly string _name = Guid.NewGuid().ToString("N");

    private string Key => $"racesafe-lock:{{{_name}}}";

    private RedisLockProvider Locks { get; } = new(redis.Connection);

    [Fact]
    public async Task A_release_that_nobody_waits_for_tells_nobody()
    {
        var told = await ToldAsync();
        for (var i = 0; i < 3; i++)
        {
            await using var held = await Locks.AcquireAsync(_name);
            Assert.Null(await Locks.TryAcquireAsync(_name)); // who does not wait is not told
        }

        Assert.Equal(told, await ToldAsync());
    }

    [Fact]
    public async Task Who_waits_in_another_process_is_told_by_each_holder_in_turn_also_after_a_renewal()
    {
        var held = await Locks.AcquireAsync(_name, new() { Lease = TimeSpan.FromSeconds(2) });
        var waiters = Enumerable.Range(0, 5).Select(_ => new RedisLockProvider(redis.Connection).TryAcquireAsync(_name, Patient).AsTask()).ToList(); // providers know nothing of each other
        await Task.Delay(2500); // renewed by now, and the waiters ask once in a second
        var clock = Stopwatch.StartNew();
        await held.DisposeAsync();
        while (waiters.Count > 0)
        {
            var next = await Task.WhenAny(waiters);
            waiters.Remove(next);
            await (await next)!.DisposeAsync();
            await Task.Delay(30);
        }

        Assert.True(clock.ElapsedMilliseconds < 1500, $"five hand-overs took {clock.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task Who_asks_again_for_what_it_holds_and_who_takes_a_lapsed_lock_forget_nobody_who_waits()
    {
        var (steps, waiter) = (new RedisLocks(redis.Connection, new()), new RedisLocks(redis.Connection, new()));
        var (lease, timeout) = (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));
        var told = 0;
        await using var listening = await waiter.ListenAsync(_name, () => Interlocked.Increment(ref told), default);
        await steps.AcquireAsync(_name, Token('a'), TimeSpan.FromMilliseconds(300), timeout);
        Assert.False((await waiter.AcquireAsync(_name, Token('b'), lease, timeout)).IsGranted);
        Assert.True((await steps.AcquireAsync(_name, Token('a'), TimeSpan.FromMilliseconds(300), timeout)).IsGranted);
        await Task.Delay(400);
        Assert.True((await steps.AcquireAsync(_name, Token('c'), lease, timeout)).IsGranted);
        await steps.ReleaseAsync(_name, Token('c'), timeout);
        for (var clock = Stopwatch.StartNew(); Volatile.Read(ref told) == 0; await Task.Delay(10)) Assert.True(clock.Elapsed < timeout, "nobody was told");
    }

    [Fact]
    public async Task A_lock_that_is_used_now_and_then_keeps_its_fence_for_a_month_after_its_last_use()
    {
        await (await Locks.AcquireAsync(_name)).DisposeAsync();
        var value = (string)(await redis.Database.StringGetAsync(Key))!;
        var longAgo = $"{long.Parse(value[50..66]) - 200_000_000_000:D16}"; // two days, by the clock of the server
        await redis.Database.StringSetAsync(Key, value[..50] + longAgo + value[66..], TimeSpan.FromDays(28));
        await (await Locks.AcquireAsync(_name)).DisposeAsync();
        Assert.InRange((await redis.Database.KeyTimeToLiveAsync(Key))!.Value, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30));
    }

    private static string Token(char c) => new(c, 32);

    private async Task<long> ToldAsync()
    {
        var calls = ((string)(await redis.Database.ExecuteAsync("INFO", "commandstats"))!).Split('\n').FirstOrDefault(line => line.StartsWith("cmdstat_publish:", StringComparison.Ordinal));
        return calls is null ? 0 : long.Parse(calls.Split('=', ',')[1]);
    }
}

namespace RaceSafe.Runtime.Tests.InProcess;

public sealed class AsyncKeyedLockTests
{
    private readonly AsyncKeyedLock<string> _locks = new(StringComparer.OrdinalIgnoreCase);

    [Fact]
    public async Task One_caller_per_key_synchronous_or_not_and_no_entry_stays()
    {
        var inside = new int[3];
        var total = new int[3];
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(async () =>
        {
            var key = i % 3;
            using (i % 2 == 0 ? await _locks.LockAsync($"key {key}") : _locks.Lock($"KEY {key}"))
            {
                Assert.Equal(1, ++inside[key]);
                if (i % 2 == 0) await Task.Yield();
                total[key]++;
                inside[key]--;
            }
        })));
        Assert.Equal([100, 100, 100], total);
        Assert.Equal(0, _locks.Count);
    }

    [Fact]
    public async Task Different_keys_do_not_wait_for_each_other()
    {
        using var a = await _locks.LockAsync("a");
        using var b = _locks.Lock("b");
        Assert.Equal(2, _locks.Count);
    }

    [Fact]
    public async Task A_timeout_gives_null_and_leaves_nothing_behind()
    {
        using (await _locks.LockAsync("a"))
        {
            Assert.Null(_locks.TryLock("a", TimeSpan.Zero));
            Assert.Null(await _locks.TryLockAsync("a", TimeSpan.FromMilliseconds(10)));
        }

        Assert.Equal(0, _locks.Count);
        using var free = _locks.TryLock("a", TimeSpan.Zero);
        Assert.NotNull(free);
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_nothing_behind_and_the_holder_undisturbed()
    {
        using var cancel = new CancellationTokenSource();
        var held = await _locks.LockAsync("a");
        var waiting = _locks.LockAsync("a", cancel.Token).AsTask();
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _locks.LockAsync("b", cancel.Token));
        Assert.Throws<OperationCanceledException>(() => _locks.Lock("b", cancel.Token));
        Assert.Equal(1, _locks.Count);
        held.Dispose();
        Assert.Equal(0, _locks.Count);
    }

    [Fact]
    public async Task Disposing_twice_lets_nobody_in_twice()
    {
        var first = await _locks.LockAsync("a");
        first.Dispose();
        using var second = await _locks.LockAsync("a");
        first.Dispose();
        Assert.Null(_locks.TryLock("a", TimeSpan.Zero));
    }

    [Fact]
    public async Task The_next_waiter_gets_in_when_the_holder_leaves()
    {
        var held = await _locks.LockAsync("a");
        var waiting = _locks.LockAsync("a").AsTask();
        Assert.False(waiting.IsCompleted);
        held.Dispose();
        (await waiting).Dispose();
        Assert.Equal(0, _locks.Count);
    }

    [Fact]
    public async Task Bad_arguments_are_refused_and_leave_nothing_behind()
    {
        Assert.Throws<ArgumentNullException>(() => _locks.Lock(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => _locks.TryLock("a", TimeSpan.FromMilliseconds(-5)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _locks.TryLockAsync("a", TimeSpan.FromMilliseconds(-5)));
        Assert.Equal(0, _locks.Count);
    }
}

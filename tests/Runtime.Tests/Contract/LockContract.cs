namespace RaceSafe.Runtime.Tests.Contract;

/// <summary>
/// What locks promise on every back end. A back end proves it by deriving this class; names are unique per test, so that all tests may share one server.
/// </summary>
public abstract partial class LockContract
{
    private static readonly LockOptions Short = new() { Lease = TimeSpan.FromMilliseconds(600) };

    private readonly string _prefix = Guid.NewGuid().ToString("N");

    /// <summary>A provider as another process would have one. Where processes do not meet (memory), the one and only.</summary>
    protected abstract ILockProvider NewProvider();

    private string Name(string name = "lock") => $"{_prefix}:{name}";

    [Fact]
    public async Task Of_hundred_callers_at_once_one_gets_the_lock()
    {
        var providers = new[] { NewProvider(), NewProvider(), NewProvider() };
        var got = await AtOnce(100, async i => await providers[i % 3].TryAcquireAsync(Name()));
        var held = Assert.Single(got, handle => handle is not null);
        Assert.True(held!.Fence > 0);
        held.ThrowIfLost();
        await held.DisposeAsync();
    }

    [Fact]
    public async Task Callers_that_read_and_write_under_the_lock_lose_no_update_and_get_rising_fences()
    {
        var providers = new[] { NewProvider(), NewProvider(), NewProvider() };
        var (counter, fences) = (0, new List<long>());
        await AtOnce(40, async i =>
        {
            await using var held = await providers[i % 3].AcquireAsync(Name(), new() { Wait = TimeSpan.FromMinutes(1) });
            var read = counter;
            fences.Add(held.Fence);
            await Task.Yield();
            counter = read + 1;
            return 0;
        });
        Assert.Equal(40, counter);
        Assert.Equal(fences.Distinct().Order(), fences);
    }

    [Fact]
    public async Task A_released_lock_is_free_at_once_for_another_process_with_a_higher_fence()
    {
        var first = await NewProvider().AcquireAsync(Name());
        Assert.Null(await NewProvider().TryAcquireAsync(Name()));
        await first.DisposeAsync();
        await using var second = await NewProvider().TryAcquireAsync(Name());
        Assert.True(second!.Fence > first.Fence, $"{second.Fence} after {first.Fence}");
    }

    [Fact]
    public async Task A_waiter_of_another_process_gets_the_lock_when_it_is_released()
    {
        var held = await NewProvider().AcquireAsync(Name());
        var waiting = NewProvider().AcquireAsync(Name()).AsTask();
        await Task.Delay(200);
        Assert.False(waiting.IsCompleted);
        await held.DisposeAsync();
        await using var next = await waiting.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task The_lock_of_a_holder_that_died_is_had_when_its_lease_is_over()
    {
        // A process that is gone renews no more, as one whose time to hold it is over.
        var dead = await NewProvider().AcquireAsync(Name(), Short with { MaxHold = Short.Lease });
        var start = DateTime.UtcNow;
        await using var next = await NewProvider().AcquireAsync(Name(), new() { Wait = TimeSpan.FromSeconds(20) });
        Assert.True(DateTime.UtcNow - start > TimeSpan.FromMilliseconds(300), "the lease was not kept");
        Assert.Throws<LockLostException>(dead.ThrowIfLost); // the end here comes before the end there
        Assert.True(dead.Lost.WaitHandle.WaitOne(TimeSpan.FromSeconds(10))); // the token needs a timer, and a thread for it
        Assert.True(next.Fence > dead.Fence);
        await dead.DisposeAsync();
        next.ThrowIfLost();
        Assert.Null(await NewProvider().TryAcquireAsync(Name())); // the late release freed nothing
    }

    [Fact]
    public async Task A_lock_that_is_renewed_outlives_its_lease()
    {
        // Renewed so often that a machine that stands still for a second does not lose it.
        var options = new LockOptions { Lease = TimeSpan.FromSeconds(2), RenewEvery = TimeSpan.FromMilliseconds(200) };
        await using var held = await NewProvider().AcquireAsync(Name(), options);
        for (var look = 0; look < 6; look++)
        {
            await Task.Delay(options.Lease / 4);
            Assert.Null(await NewProvider().TryAcquireAsync(Name()));
        }

        held.ThrowIfLost();
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_lock_held_too_long_is_lost_and_free_for_others_though_it_is_never_released()
    {
        var held = await NewProvider().AcquireAsync(Name(), Short with { MaxHold = TimeSpan.FromMilliseconds(1000) });
        var error = await Assert.ThrowsAsync<LockLostException>(() => held.RunAsync(token => Task.Delay(Timeout.Infinite, token)));
        Assert.Equal((LockLoss.HeldTooLong, held.Fence), (error.Loss, error.Fence));
        await using var next = await NewProvider().AcquireAsync(Name(), new() { Wait = TimeSpan.FromSeconds(10) });
        Assert.True(next.Fence > held.Fence);
    }

    [Fact]
    public async Task Waiting_ends_in_time_and_leaves_nothing_behind()
    {
        var provider = NewProvider();
        var held = await NewProvider().AcquireAsync(Name());
        Assert.Null(await provider.TryAcquireAsync(Name(), new() { Wait = TimeSpan.FromMilliseconds(150) }));
        await Assert.ThrowsAsync<TimeoutException>(async () => await provider.AcquireAsync(Name(), new() { Wait = TimeSpan.FromMilliseconds(150) }));

        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await provider.AcquireAsync(Name(), cancellationToken: stop.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await provider.TryAcquireAsync(Name("free"), cancellationToken: stop.Token));
        await held.DisposeAsync();
        await (await NewProvider().TryAcquireAsync(Name()))!.DisposeAsync();
        await (await NewProvider().TryAcquireAsync(Name("free")))!.DisposeAsync();
    }

    [Fact]
    public async Task Released_means_released_and_only_once()
    {
        var held = await NewProvider().AcquireAsync(Name());
        await held.DisposeAsync();
        await using var next = await NewProvider().AcquireAsync(Name());
        await held.DisposeAsync();
        next.ThrowIfLost();
        Assert.Null(await NewProvider().TryAcquireAsync(Name()));
        Assert.Equal(LockLoss.Released, Assert.Throws<LockLostException>(held.ThrowIfLost).Loss);
        Assert.False(held.Lost.IsCancellationRequested);
        await Assert.ThrowsAsync<LockLostException>(() => held.RunAsync(_ => Task.FromResult(1)));
    }

    [Fact]
    public async Task A_body_runs_under_the_lock_and_its_result_and_its_failure_come_out()
    {
        await using var held = await NewProvider().AcquireAsync(Name());
        Assert.Equal(5, await held.RunAsync(token => Task.FromResult(token.CanBeCanceled ? 5 : 0)));
        await Assert.ThrowsAsync<FormatException>(() => held.RunAsync(_ => throw new FormatException()));
        using var stop = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held.RunAsync(token => Task.Delay(Timeout.Infinite, token), stop.Token));
        held.ThrowIfLost();
    }

    [Fact]
    public async Task Any_name_is_a_lock_of_its_own()
    {
        string[] names = ["}", "{}", "}{", "%}", "a:fence", "a", "' OR 1=1 --", "ünïcödé 🔒", "%", new string('x', 470)];
        var provider = NewProvider();
        var held = new List<LockHandle>();
        foreach (var name in names) held.Add(await provider.TryAcquireAsync(name + _prefix) ?? throw new InvalidOperationException(name));
        foreach (var name in names) Assert.Null(await provider.TryAcquireAsync(name + _prefix));
        foreach (var handle in held) await handle.DisposeAsync();
    }

    [Fact]
    public async Task What_is_out_of_range_is_refused_and_the_property_is_named()
    {
        var provider = NewProvider();
        foreach (var name in new[] { "", "a\0b", new string('x', 513), "\ud800" }) await Assert.ThrowsAsync<ArgumentException>(async () => await provider.TryAcquireAsync(name));
        foreach (var (property, options) in new (string, LockOptions)[]
        {
            ("Lease", new() { Lease = TimeSpan.FromMilliseconds(99) }),
            ("Lease", new() { Lease = TimeSpan.FromDays(1.1) }),
            ("RenewEvery", new() { RenewEvery = TimeSpan.Zero }),
            ("RenewEvery", new() { RenewEvery = TimeSpan.FromSeconds(15.1) }),
            ("Wait", new() { Wait = TimeSpan.FromSeconds(-2) }),
            ("Wait", new() { Wait = TimeSpan.FromDays(1.1) }),
            ("MaxHold", new() { MaxHold = TimeSpan.FromMilliseconds(99) }),
        })
        {
            Assert.StartsWith(property, (await Assert.ThrowsAsync<ArgumentException>(async () => await provider.TryAcquireAsync(Name(), options))).Message);
        }
    }

    private static async Task<T[]> AtOnce<T>(int callers, Func<int, Task<T>> call)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, callers).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await call(i);
        })).ToArray();
        start.SetResult();
        return await Task.WhenAll(calls);
    }
}

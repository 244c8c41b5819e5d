namespace RaceSafe.Runtime.Tests.Locks;

/// <summary>When a lease ends here, by a clock that the test holds in its hand.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly JumpingTime _time = new();
    private readonly UnreliableLocks _locks;

    public LeaseTests() => _locks = new UnreliableLocks(_time);

    [Fact]
    public async Task The_end_comes_before_that_of_the_store_even_while_a_renewal_hangs()
    {
        var held = await HoldAsync();
        _locks.Network = (_, _) => new TaskCompletionSource().Task; // no reply, ever, and no error
        Pass(10);
        Pass(19);
        Assert.False(held.Lost.IsCancellationRequested);
        held.ThrowIfLost();
        Pass(0.7); // 30 s less 1 % and 2 ms
        Assert.True(held.Lost.IsCancellationRequested);
        Assert.Equal(LockLoss.Expired, Assert.Throws<LockLostException>(held.ThrowIfLost).Loss);
    }

    [Fact]
    public async Task The_lease_counts_from_before_the_request_was_sent_and_not_from_its_reply()
    {
        _locks.Network = async (_, call) =>
        {
            await call();
            _time.Advance(20 * Second); // the reply is slow
        };
        var held = await HoldAsync();
        _locks.Network = (_, _) => new TaskCompletionSource().Task;
        Pass(9);
        held.ThrowIfLost();
        Pass(1);
        Assert.True(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_renewal_counts_from_its_sending_and_one_that_comes_too_late_revives_nothing()
    {
        var held = await HoldAsync();
        var reply = new TaskCompletionSource();
        _locks.Network = async (_, call) =>
        {
            await call();
            await reply.Task;
        };
        Pass(10); // the renewal is sent
        Pass(4);
        reply.SetResult();
        await Task.Delay(50);
        _locks.Network = (_, _) => new TaskCompletionSource().Task;
        Pass(25); // 39 s in all: without the renewal it would be over
        held.ThrowIfLost();
        Pass(1); // 30 s from the sending
        Assert.True(held.Lost.IsCancellationRequested);

        _locks.Network = (_, call) => call();
        Pass(10);
        Assert.Throws<LockLostException>(held.ThrowIfLost);
    }

    [Fact]
    public async Task Renewed_again_and_again_a_lock_is_held_for_ever()
    {
        await using var held = await HoldAsync();
        for (var i = 0; i < 100; i++) Pass(5);
        held.ThrowIfLost();
        Assert.Null(await _locks.NewProvider().TryAcquireAsync("lock"));
    }

    [Fact]
    public async Task Renewals_that_fail_are_tried_again_until_one_succeeds()
    {
        var held = await HoldAsync();
        var failures = 0;
        _locks.Network = (_, call) => ++failures <= 8 ? throw new IOException("reply lost") : call();
        for (var i = 0; i < 300; i++) Pass(0.1);
        Assert.True(failures > 8);
        for (var i = 0; i < 30; i++) Pass(1);
        held.ThrowIfLost();
    }

    [Fact]
    public async Task A_store_that_says_no_ends_the_lock_at_once()
    {
        var held = await HoldAsync();
        await _locks.ForgetAsync("lock"); // as after a FLUSHALL
        var told = 0;
        held.Lost.Register(() => told++);
        Pass(10);
        Assert.Equal(1, told);
        Assert.Equal(LockLoss.Taken, Assert.Throws<LockLostException>(held.ThrowIfLost).Loss);
    }

    [Fact]
    public async Task After_a_pause_the_first_look_knows_though_no_timer_has_run()
    {
        var held = await HoldAsync();
        _time.AdvanceWithoutTimers(60 * Second);
        Assert.Throws<LockLostException>(held.ThrowIfLost);
        Assert.True(held.Lost.IsCancellationRequested);
        await Assert.ThrowsAsync<LockLostException>(() => held.RunAsync(_ => Task.FromResult(1)));
    }

    [Fact]
    public async Task A_suspended_machine_is_noticed_by_the_wall_clock()
    {
        var held = await HoldAsync();
        _time.JumpWall(60 * Second); // the monotonic clock stood still
        Assert.Throws<LockLostException>(held.ThrowIfLost);

        var other = await _locks.NewProvider().AcquireAsync("other");
        var lost = other.Lost;
        _time.JumpWall(60 * Second);
        Pass(1); // looked at once a second
        Assert.True(lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_wall_clock_that_is_set_back_makes_no_lease_longer()
    {
        var held = await HoldAsync();
        _locks.Network = (_, _) => new TaskCompletionSource().Task;
        _time.JumpWall(-3600 * Second);
        Pass(29);
        held.ThrowIfLost();
        Pass(1);
        Assert.Throws<LockLostException>(held.ThrowIfLost);
    }

    [Fact]
    public async Task A_fence_rises_though_the_clock_is_set_back()
    {
        var first = await HoldAsync();
        await first.DisposeAsync();
        _time.JumpWall(-3600 * Second);
        var second = await HoldAsync();
        Assert.True(second.Fence > first.Fence);
    }

    [Fact]
    public async Task No_renewal_reaches_beyond_the_longest_time_to_hold()
    {
        var held = await _locks.NewProvider().AcquireAsync("lock", new() { MaxHold = 45 * Second });
        for (var i = 0; i < 88; i++) Pass(0.5);
        held.ThrowIfLost();
        Pass(0.9);
        Assert.Equal(LockLoss.HeldTooLong, Assert.Throws<LockLostException>(held.ThrowIfLost).Loss);
        Pass(0.2);
        Assert.NotNull(await _locks.NewProvider().TryAcquireAsync("lock"));
    }

    [Fact]
    public async Task A_callback_that_fails_harms_nobody()
    {
        var held = await HoldAsync();
        var told = false;
        held.Lost.Register(() => told = true);
        held.Lost.Register(() => throw new FormatException());
        _time.AdvanceWithoutTimers(60 * Second);
        Pass(1);
        Assert.True(told);
        Assert.Throws<LockLostException>(held.ThrowIfLost);
    }

    [Fact]
    public void The_more_leases_there_are_the_longer_are_the_pauses_between_the_looks_at_all_of_them()
    {
        Assert.Equal(100, LooksIn100Milliseconds(leases: 10));
        Assert.Equal(10, LooksIn100Milliseconds(leases: 2000));

        int LooksIn100Milliseconds(int leases)
        {
            var watch = new LeaseWatch(_time);
            var restless = Enumerable.Range(0, leases).Select(_ => new Restless()).ToArray();
            foreach (var lease in restless) watch.Add(lease, TimeSpan.FromMilliseconds(1));
            for (var i = 0; i < 100; i++) Pass(0.001);
            foreach (var lease in restless) watch.Remove(lease);
            return restless[^1].Looks;
        }
    }

    [Fact]
    public async Task A_body_that_outlived_its_lock_is_told_though_it_came_to_an_end()
    {
        var held = await HoldAsync();
        await Assert.ThrowsAsync<LockLostException>(() => held.RunAsync(_ =>
        {
            _time.AdvanceWithoutTimers(60 * Second);
            return Task.FromResult(1);
        }));
    }

    [Fact]
    public async Task Renewals_do_not_run_in_the_context_of_the_caller()
    {
        var ambient = new AsyncLocal<string?> { Value = "the caller's transaction" };
        var held = await HoldAsync();
        var seen = "none";
        _locks.Network = (_, call) =>
        {
            seen = ambient.Value;
            return call();
        };
        ambient.Value = null;
        Pass(10);
        Assert.Null(seen);
        held.ThrowIfLost();
    }

    private void Pass(double seconds) => _time.Advance(seconds * Second);

    /// <summary>Always wants to be looked at again at once.</summary>
    private sealed class Restless : IWatched
    {
        public int Looks { get; private set; }

        public Action? Check(out TimeSpan sleep)
        {
            Looks++;
            sleep = TimeSpan.Zero;
            return null;
        }
    }

    private async Task<LockHandle> HoldAsync() => await _locks.NewProvider().AcquireAsync("lock");
}

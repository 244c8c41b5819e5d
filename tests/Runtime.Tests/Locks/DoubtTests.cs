namespace RaceSafe.Runtime.Tests.Locks;

/// <summary>Requests and replies get lost or late: the caller knows what it has, and nothing stays taken that nobody has.</summary>
public sealed class DoubtTests
{
    private readonly UnreliableLocks _locks = new(TimeProvider.System);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_request_or_reply_is_repeated_with_the_same_token_and_the_lock_is_had(bool carriedOut)
    {
        var calls = 0;
        _locks.Network = async (_, call) =>
        {
            if (carriedOut || calls > 0) await call();
            if (calls++ == 0) throw new IOException("connection lost");
        };
        var held = await _locks.NewProvider().TryAcquireAsync("lock");
        Assert.NotNull(held);
        Assert.Equal(2, _locks.Tokens.Count);
        Assert.Single(_locks.Tokens.Distinct());
        await held.DisposeAsync();
        Assert.NotNull(await _locks.NewProvider().TryAcquireAsync("lock"));
    }

    [Fact]
    public async Task Cancelled_while_the_request_is_under_way_the_lock_that_it_got_is_given_back()
    {
        var arrived = new TaskCompletionSource();
        _locks.Network = async (step, call) =>
        {
            if (step == "acquire") await arrived.Task;
            await call();
        };
        using var stop = new CancellationTokenSource();
        var asking = _locks.NewProvider().AcquireAsync("lock", cancellationToken: stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        arrived.SetResult(); // granted, and nobody is there
        await IsFreeSoonAsync();
    }

    [Fact]
    public async Task Cancelled_between_two_attempts_the_lock_that_the_first_may_have_got_is_given_back()
    {
        using var stop = new CancellationTokenSource();
        _locks.Network = async (step, call) =>
        {
            await call();
            if (step != "acquire") return;
            stop.CancelAfter(1);
            throw new IOException("reply lost");
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _locks.NewProvider().AcquireAsync("lock", cancellationToken: stop.Token));
        await IsFreeSoonAsync();
    }

    [Fact]
    public async Task A_grant_whose_reply_takes_longer_than_the_lease_is_not_taken_for_a_lock()
    {
        var slow = true;
        _locks.Network = async (step, call) =>
        {
            await call();
            if (step == "acquire" && slow) await Task.Delay(250);
            slow = false;
        };
        var start = TimeProvider.System.GetTimestamp();
        await using var held = await _locks.NewProvider().TryAcquireAsync("lock", new() { Lease = TimeSpan.FromMilliseconds(200) });
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(240));
        Assert.Equal(2, _locks.Tokens.Count); // asked again
        held!.ThrowIfLost();
    }

    [Fact]
    public async Task Without_a_connection_it_fails_at_once_and_nothing_is_asked_twice()
    {
        _locks.Network = (_, _) => throw new InvalidOperationException("no connection");
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _locks.NewProvider().AcquireAsync("lock"));
        Assert.Single(_locks.Tokens);
    }

    [Fact]
    public async Task What_the_store_refused_for_the_moment_is_asked_again()
    {
        var calls = 0;
        _locks.Network = (_, call) => calls++ < 3 ? throw new NotSupportedException("loading") : call();
        Assert.NotNull(await _locks.NewProvider().TryAcquireAsync("lock"));
    }

    [Fact]
    public async Task A_release_that_fails_throws_nothing_and_is_tried_again_when_its_fate_is_unknown()
    {
        var held = await _locks.NewProvider().AcquireAsync("lock");
        var calls = 0;
        _locks.Network = (step, call) => step == "release" && calls++ == 0 ? throw new IOException("connection lost") : call();
        await held.DisposeAsync();
        Assert.NotNull(await _locks.NewProvider().TryAcquireAsync("lock"));

        held = await _locks.NewProvider().AcquireAsync("other");
        _locks.Network = (_, _) => throw new InvalidOperationException("no connection");
        await held.DisposeAsync();
        Assert.Equal(LockLoss.Released, Assert.Throws<LockLostException>(held.ThrowIfLost).Loss);
    }

    [Fact]
    public async Task A_waiter_whose_patience_ends_while_its_request_is_under_way_takes_the_lock_that_it_is_given()
    {
        var holder = await _locks.NewProvider().AcquireAsync("lock");
        var asked = 0;
        _locks.Network = async (step, call) =>
        {
            if (step == "acquire" && ++asked == 2)
            {
                await Task.Delay(300); // longer than the patience
                await holder.DisposeAsync();
            }

            await call();
        };
        await using var held = await _locks.NewProvider().TryAcquireAsync("lock", new() { Wait = TimeSpan.FromMilliseconds(100) });
        Assert.NotNull(held);
    }

    private async Task IsFreeSoonAsync()
    {
        _locks.Network = (_, call) => call();
        await using var held = await _locks.NewProvider().TryAcquireAsync("lock", new() { Wait = TimeSpan.FromSeconds(5) }); // the lease is 30 s
        Assert.NotNull(held);
    }
}

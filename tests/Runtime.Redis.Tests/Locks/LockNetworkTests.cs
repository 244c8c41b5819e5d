using System.Diagnostics;
using RaceSafe.Proxies;
using RaceSafe.Runtime.Redis.Tests.Contract;
using RaceSafe.Runtime.Redis.Tests.Faults;

namespace RaceSafe.Runtime.Redis.Tests.Locks;

/// <summary>Requests and replies of locks get lost or late on their way to Redis.</summary>
public sealed class LockNetworkTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    private RedisLockProvider Others => new(redis.Connection);

    [Theory]
    [InlineData(FaultKind.DropRequest)]
    [InlineData(FaultKind.DropReply)]
    [InlineData(FaultKind.Reset)]
    public async Task A_lost_request_or_reply_of_an_acquire_is_asked_again_and_the_lock_is_had_with_one_fence(FaultKind fault)
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port, syncTimeout: 300);
        var locks = new RedisLockProvider(faulty.Connection);
        faulty.Next(fault);
        var held = await locks.TryAcquireAsync(_name);
        Assert.Equal(1, faulty.Faults);
        Assert.Contains($":{held!.Fence}:", await redis.Database.StringGetAsync($"racesafe-lock:{{{_name}}}"));
        Assert.Null(await Others.TryAcquireAsync(_name));
        await held.DisposeAsync();
        await using var next = await Others.TryAcquireAsync(_name);
        Assert.True(next!.Fence > held.Fence);
    }

    [Theory]
    [InlineData(FaultKind.DropRequest)]
    [InlineData(FaultKind.DropReply)]
    [InlineData(FaultKind.Reset)]
    public async Task A_lost_request_or_reply_of_a_renewal_does_not_lose_the_lock(FaultKind fault)
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port, syncTimeout: 300);
        await using var held = await new RedisLockProvider(faulty.Connection).AcquireAsync(_name, new() { Lease = TimeSpan.FromSeconds(3) });
        faulty.Next(fault);
        await Task.Delay(4500);
        Assert.Equal(1, faulty.Faults);
        held.ThrowIfLost();
        Assert.Null(await Others.TryAcquireAsync(_name));
    }

    [Theory]
    [InlineData(FaultKind.DropRequest)]
    [InlineData(FaultKind.DropReply)]
    public async Task A_lost_request_or_reply_of_a_release_does_not_leave_the_lock_to_its_lease(FaultKind fault)
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port, syncTimeout: 300);
        var held = await new RedisLockProvider(faulty.Connection).AcquireAsync(_name);
        faulty.Next(fault);
        await held.DisposeAsync();
        Assert.Equal(1, faulty.Faults);
        await using var next = await Others.TryAcquireAsync(_name); // the lease is 30 s
        Assert.NotNull(next);
    }

    [Fact]
    public async Task While_no_reply_comes_any_more_the_holder_knows_that_it_lost_before_another_gets_the_lock()
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port, syncTimeout: 300);
        var held = await new RedisLockProvider(faulty.Connection).AcquireAsync(_name, new() { Lease = TimeSpan.FromSeconds(1) });
        var lost = held.Lost;
        faulty.All(FaultKind.DropRequest);
        await using var next = await Others.AcquireAsync(_name, new() { Wait = TimeSpan.FromSeconds(10) });
        Assert.Equal(LockLoss.Expired, Assert.Throws<LockLostException>(held.ThrowIfLost).Loss);
        Assert.True(lost.IsCancellationRequested);
        await held.DisposeAsync();
        next.ThrowIfLost();
    }

    [Fact]
    public async Task A_grant_that_arrives_later_than_the_lease_is_asked_for_again()
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port, syncTimeout: 300);
        faulty.Next(FaultKind.Delay, TimeSpan.FromMilliseconds(1400));
        await using var held = await new RedisLockProvider(faulty.Connection).AcquireAsync(_name, new() { Lease = TimeSpan.FromSeconds(1) });
        held.ThrowIfLost();
        Assert.Null(await Others.TryAcquireAsync(_name));
    }

    [Fact]
    public async Task Cancelled_while_the_request_is_under_way_the_lock_is_given_back()
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port, syncTimeout: 300);
        faulty.Next(FaultKind.Delay, TimeSpan.FromSeconds(3));
        using var stop = new CancellationTokenSource(100);
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new RedisLockProvider(faulty.Connection).AcquireAsync(_name, cancellationToken: stop.Token));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2.9), "it waited for the reply");
        await Task.Delay(3200); // by now it was granted, with a lease of 30 s
        await using var held = await Others.TryAcquireAsync(_name, new() { Wait = TimeSpan.FromSeconds(15) });
        Assert.NotNull(held);
    }

    [Fact]
    public async Task A_wait_that_ends_before_it_is_told_of_releases_leaves_no_subscription_behind()
    {
        await using var proxy = new FaultProxy(redis.Port);
        using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{proxy.Port},abortConnect=false");
        var asked = 0;
        proxy.Plan = request =>
        {
            if (!System.Text.Encoding.ASCII.GetString(request.Span).Contains("\nSUBSCRIBE\r")) return Fault.None;
            Interlocked.Increment(ref asked);
            return new(FaultKind.Delay, TimeSpan.FromSeconds(3));
        };
        await using var held = await Others.AcquireAsync(_name);
        Assert.Null(await new RedisLockProvider(connection).TryAcquireAsync(_name, new() { Wait = TimeSpan.FromSeconds(1) }));
        await Task.Delay(3500);
        Assert.Equal(1, asked);
        for (var clock = Stopwatch.StartNew(); await ListenersAsync() > 0; await Task.Delay(50)) Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "it listens still");

        async Task<int> ListenersAsync() => (int)((RedisResult[])(await redis.Database.ExecuteAsync("PUBSUB", "NUMSUB", $"racesafe-lock:{{{_name}}}"))!)[1];
    }
}

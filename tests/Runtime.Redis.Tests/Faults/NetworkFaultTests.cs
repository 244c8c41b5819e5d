using System.Diagnostics;
using RaceSafe.Proxies;
using RaceSafe.Runtime.Redis.Tests.Contract;

namespace RaceSafe.Runtime.Redis.Tests.Faults;

/// <summary>Each way in which the network can fail one request, for a store with and without operation ids.</summary>
public sealed class NetworkFaultTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly RedisAtomicStoreOptions Impatient = new() { AttemptTimeout = TimeSpan.FromMilliseconds(400) };

    private readonly string _key = Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData(FaultKind.DropRequest)]
    [InlineData(FaultKind.DropReply)]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.HalfOpen)]
    [InlineData(FaultKind.Delay)]
    public async Task With_an_id_any_fault_is_ridden_out_and_counts_once(FaultKind kind)
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port);
        var store = new RedisAtomicStore(faulty.Connection, Impatient);
        await store.IncrementAsync(_key, operationId: OperationId.New());
        faulty.Next(kind, TimeSpan.FromMilliseconds(600));
        var running = store.IncrementAsync(_key, operationId: OperationId.New()).AsTask();
        if (kind == FaultKind.HalfOpen)
        {
            // The client itself notices a dead connection after minutes only; here the way is closed under it.
            await Task.Delay(1000);
            faulty.Proxy.Refuses = true;
            faulty.Proxy.Refuses = false;
        }

        Assert.Equal(2, (await running).Value);
        Assert.Equal(1, faulty.Faults);
        Assert.Equal(2, await redis.Database.StringGetAsync(_key));
    }

    [Theory]
    [InlineData(FaultKind.DropRequest, 1)]
    [InlineData(FaultKind.DropReply, 2)]
    [InlineData(FaultKind.Reset, 2)]
    [InlineData(FaultKind.HalfOpen, 2)]
    [InlineData(FaultKind.Delay, 2)]
    public async Task Without_an_id_any_fault_is_unknown_whatever_became_of_it(FaultKind kind, int count)
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port);
        var store = new RedisAtomicStore(faulty.Connection, Impatient);
        await store.IncrementAsync(_key);
        faulty.Next(kind, TimeSpan.FromMilliseconds(600));
        var time = Stopwatch.StartNew();
        var error = await Assert.ThrowsAsync<OutcomeUnknownException>(async () => await store.IncrementAsync(_key));
        Assert.InRange(time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.True(error.OperationId.IsNone);
        Assert.Equal(Confirmation.Unknown, await error.ConfirmAsync());
        await Task.Delay(500);
        Assert.Equal(count, await redis.Database.StringGetAsync(_key));
    }

    [Theory]
    [InlineData(FaultKind.DropRequest, Confirmation.NotApplied)]
    [InlineData(FaultKind.DropReply, Confirmation.Applied)]
    public async Task When_the_budget_ends_the_outcome_is_unknown_and_can_be_asked_for(FaultKind kind, Confirmation expected)
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port);
        var store = new RedisAtomicStore(faulty.Connection, new() { Retry = RetryPolicy.None });
        var id = OperationId.New();
        await store.IncrementAsync(_key + " before", operationId: OperationId.New()); // the server knows the script, so what is lost is the step itself
        faulty.All(kind);
        var error = await Assert.ThrowsAsync<OutcomeUnknownException>(async () => await store.IncrementAsync(_key, operationId: id));
        Assert.Equal(id, error.OperationId);
        Assert.Equal(expected, await Eventually(() => error.ConfirmAsync().AsTask()));
        faulty.Heal();
        Assert.Equal(1, (await Eventually(() => store.IncrementAsync(_key, operationId: id).AsTask())).Value);
    }

    [Theory]
    [InlineData(FaultKind.DropRequest, Confirmation.NotApplied)]
    [InlineData(FaultKind.DropReply, Confirmation.Applied)]
    public async Task A_claim_in_doubt_can_be_asked_for_by_its_value(FaultKind kind, Confirmation expected)
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port);
        var store = new RedisAtomicStore(faulty.Connection, new() { Retry = RetryPolicy.None });
        await store.TryClaimAsync(_key + " before", [1]);
        faulty.All(kind);
        var error = await Assert.ThrowsAsync<OutcomeUnknownException>(async () => await store.TryClaimAsync(_key, [1, 2, 3]));
        Assert.Equal(expected, await Eventually(() => error.ConfirmAsync().AsTask()));
    }

    [Fact]
    public async Task A_call_cancelled_before_the_send_does_nothing_and_during_the_wait_ends_at_once()
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port);
        var store = new RedisAtomicStore(faulty.Connection);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.IncrementAsync(_key, cancellationToken: new(true)));
        Assert.False(await redis.Database.KeyExistsAsync(_key));

        faulty.Next(FaultKind.Delay, TimeSpan.FromSeconds(4));
        using var soon = new CancellationTokenSource(200);
        var id = OperationId.New();
        var time = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.IncrementAsync(_key, operationId: id, cancellationToken: soon.Token));
        Assert.InRange(time.Elapsed, TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(3.9));

        // It was on its way: it takes place, and asking again with the id tells what it made.
        Assert.Equal(1, (await store.IncrementAsync(_key, operationId: id)).Value);
        Assert.Equal(1, await redis.Database.StringGetAsync(_key));
    }

    [Fact]
    public async Task A_call_cancelled_while_it_waits_for_a_server_that_is_gone_ends_at_once()
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port);
        var store = new RedisAtomicStore(faulty.Connection);
        faulty.Proxy.Refuses = true;
        using var soon = new CancellationTokenSource(300);
        var time = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await store.IncrementAsync(_key, operationId: OperationId.New(), cancellationToken: soon.Token));
        Assert.InRange(time.Elapsed, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(8)); // its retries would take 10 s
    }

    [Fact]
    public async Task Told_to_fail_fast_a_call_without_a_connection_fails_at_once_else_it_waits_for_one()
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port);
        var patient = new RedisAtomicStore(faulty.Connection);
        var fast = new RedisAtomicStore(faulty.Connection, new() { FailFastWhenDisconnected = true });
        Assert.Equal(1, (await fast.IncrementAsync(_key)).Value);
        faulty.Proxy.Refuses = true;
        while (faulty.Connection.IsConnected) await Task.Delay(10);

        var time = Stopwatch.StartNew();
        await Assert.ThrowsAsync<RedisNotConnectedException>(async () => await fast.IncrementAsync(_key));
        Assert.InRange(time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));

        var waiting = patient.IncrementAsync(_key, operationId: OperationId.New()).AsTask();
        await Task.Delay(300);
        Assert.False(waiting.IsCompleted);
        faulty.Proxy.Refuses = false;
        Assert.Equal(2, (await waiting).Value);
    }

    // A question needs a connection; the client is just making a new one.
    private static async Task<T> Eventually<T>(Func<Task<T>> ask)
    {
        for (var time = Stopwatch.StartNew(); ;)
        {
            try
            {
                return await ask();
            }
            catch (Exception e) when (time.Elapsed < TimeSpan.FromSeconds(10) && (e is RedisException or OutcomeUnknownException or TimeoutException))
            {
                await Task.Delay(20);
            }
        }
    }
}

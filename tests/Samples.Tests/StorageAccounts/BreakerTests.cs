using Microsoft.Extensions.Logging.Abstractions;
using StorageAccounts;

namespace RaceSafe.Samples.Tests.StorageAccounts;

/// <summary>When the circuit breaker of the store opens, what it spares, and when it closes.</summary>
public sealed class BreakerTests : IDisposable
{
    private static readonly AccountResult _made = new(AccountOutcome.Created, null);
    private readonly AccountMetrics _metrics = new();
    private readonly Clock _clock = new();
    private readonly StoreGuard _guard;
    private int _asked;

    public BreakerTests() => _guard = new(isDevelopment: false, _metrics, NullLogger<StoreGuard>.Instance, _clock);

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task After_three_failures_nobody_asks_the_store_until_the_break_is_over_and_then_one_does()
    {
        for (var i = 0; i < 10; i++) await Assert.ThrowsAsync<AccountRefusedException>(() => AskAsync(new LocksOutOfReachException(new TimeoutException())));
        Assert.Equal((3, "Open"), (_asked, _guard.Circuit));

        _clock.Now += TimeSpan.FromSeconds(1.9);
        await Assert.ThrowsAsync<AccountRefusedException>(() => AskAsync());
        Assert.Equal(3, _asked);

        _clock.Now += TimeSpan.FromSeconds(0.2);
        var answer = new TaskCompletionSource<AccountResult>();
        var probe = RunAsync(() => answer.Task);
        await Assert.ThrowsAsync<AccountRefusedException>(() => AskAsync()); // another one at the same moment
        Assert.Equal((4, "HalfOpen"), (_asked, _guard.Circuit));
        answer.SetResult(_made);
        Assert.Same(_made, await probe);
        Assert.Equal("Closed", _guard.Circuit);
    }

    [Fact]
    public async Task A_store_that_is_still_out_of_reach_opens_it_again_at_once()
    {
        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<AccountRefusedException>(() => AskAsync(new LocksOutOfReachException(new TimeoutException())));
        _clock.Now += TimeSpan.FromSeconds(2.1);

        await Assert.ThrowsAsync<AccountRefusedException>(() => AskAsync(new LocksOutOfReachException(new TimeoutException())));

        Assert.Equal((4, "Open"), (_asked, _guard.Circuit));
    }

    [Fact]
    public async Task A_busy_lock_a_failing_database_and_a_caller_who_leaves_leave_it_closed()
    {
        Exception[] failures = [new AccountRefusedException("The lock is busy."), new InvalidOperationException("The database failed."), new OperationCanceledException()];
        for (var i = 0; i < 4; i++)
            foreach (var failure in failures) Assert.Same(failure, await Record.ExceptionAsync(() => AskAsync(failure)));

        Assert.Equal((12, "Closed"), (_asked, _guard.Circuit));
        Assert.Same(_made, await AskAsync());
    }

    private Task<AccountResult> AskAsync(Exception? failure = null) => RunAsync(() => failure is null ? Task.FromResult(_made) : Task.FromException<AccountResult>(failure));

    private Task<AccountResult> RunAsync(Func<Task<AccountResult>> store) => _guard.RunAsync(_ =>
    {
        _asked++;
        return store();
    }, "ann", _ => throw new InvalidOperationException("Not without the store."), CancellationToken.None);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

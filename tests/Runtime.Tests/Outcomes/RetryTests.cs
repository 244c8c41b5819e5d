namespace RaceSafe.Runtime.Tests.Outcomes;

public sealed class RetryTests
{
    private static readonly RetryPolicy Quick = new() { BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) };
    private static readonly RetryPolicy Brief = Quick with { TotalBudget = TimeSpan.FromMilliseconds(50) };

    [Fact]
    public void Pauses_double_up_to_the_cap()
    {
        var ceilings = new[] { 0, 1, 2, 7, 8, 60, 5000 }.Select(n => RetryPolicy.Default.DelayCeiling(n).TotalMilliseconds);
        Assert.Equal([5, 10, 20, 640, 1000, 1000, 1000], ceilings);
        Assert.Throws<ArgumentOutOfRangeException>(() => RetryPolicy.Default.DelayCeiling(-1));
    }

    [Fact]
    public void Jitter_is_full()
    {
        var pauses = Enumerable.Range(0, 1000).Select(_ =>
        {
            var budget = RetryPolicy.Default.Start();
            Assert.True(budget.TryNext(out var delay));
            return delay.TotalMilliseconds;
        }).ToList();
        Assert.All(pauses, p => Assert.InRange(p, 0, 5));
        Assert.True(pauses.Min() < 0.5 && pauses.Max() > 4.5);
    }

    [Fact]
    public void The_deadline_wins_over_the_count()
    {
        var time = new FakeTime();
        var budget = (RetryPolicy.Default with { TimeProvider = time }).Start();
        for (var i = 0; i < 100; i++) Assert.True(budget.TryNext(out _));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(budget.TryNext(out _));
        Assert.Equal(100, budget.Retries);
    }

    [Fact]
    public async Task What_was_not_applied_is_repeated_even_without_an_id()
    {
        var attempts = 0;
        Assert.Equal(3, await Run(Quick, repeatable: false, () => ++attempts < 3 ? throw new NotSent() : attempts));
    }

    [Fact]
    public async Task What_is_deterministic_is_thrown_at_once()
    {
        var attempts = 0;
        await Assert.ThrowsAsync<FormatException>(() => Run(Quick, repeatable: true, () =>
        {
            attempts++;
            throw new FormatException();
        }));
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task An_unknown_outcome_without_an_id_is_reported_and_never_repeated()
    {
        var attempts = 0;
        var unknown = await Assert.ThrowsAsync<OutcomeUnknownException>(() => Run(Quick, repeatable: false, () =>
        {
            attempts++;
            throw new TimeoutException("lost");
        }));
        Assert.Equal((1, "test", true), (attempts, unknown.Backend, unknown.OperationId.IsNone));
        Assert.IsType<TimeoutException>(unknown.InnerException);
        Assert.Equal(Confirmation.Unknown, await unknown.ConfirmAsync());
    }

    [Fact]
    public async Task An_unknown_outcome_with_an_id_is_repeated()
    {
        var attempts = 0;
        Assert.Equal(3, await Run(Quick, repeatable: true, () => ++attempts < 3 ? throw new TimeoutException() : attempts));
    }

    [Fact]
    public async Task Past_the_deadline_an_unknown_outcome_stays_unknown_and_can_be_confirmed()
    {
        var id = OperationId.New();
        var unknown = await Assert.ThrowsAsync<OutcomeUnknownException>(() => Run(
            Brief, repeatable: true, () => throw new TimeoutException(), id, _ => new(Confirmation.Applied)));
        Assert.Equal(id, unknown.OperationId);
        Assert.Contains(id.Value!, unknown.Message);
        Assert.Equal(Confirmation.Applied, await unknown.ConfirmAsync());
    }

    [Fact]
    public async Task Past_the_deadline_what_was_never_applied_keeps_its_own_error() =>
        await Assert.ThrowsAsync<NotSent>(() => Run(Brief, repeatable: true, () => throw new NotSent()));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_clean_failure_after_a_lost_reply_does_not_make_it_known(bool deterministic)
    {
        var attempts = 0;
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Run(Brief, repeatable: true, () =>
            throw (attempts++ == 0 ? new TimeoutException() : deterministic ? new FormatException() : new NotSent())));
        Assert.True(attempts > 1);
    }

    [Fact]
    public async Task No_policy_means_one_attempt()
    {
        var attempts = 0;
        await Assert.ThrowsAsync<NotSent>(() => Run(RetryPolicy.None, repeatable: true, () =>
        {
            attempts++;
            throw new NotSent();
        }));
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task Cancellation_is_cancellation_before_and_during_an_attempt()
    {
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(Quick, repeatable: true, () =>
        {
            cancel.Cancel();
            throw new OperationCanceledException(cancel.Token);
        }, cancellationToken: cancel.Token));
        var attempts = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(Quick, repeatable: true, () => ++attempts, cancellationToken: cancel.Token));
        Assert.Equal(0, attempts);
    }

    [Fact]
    public async Task A_first_attempt_made_outside_is_judged_like_any_other()
    {
        Assert.Equal((1, 1), await Resume(new NotSent(), repeatable: false));
        Assert.Equal((1, 1), await Resume(new TimeoutException(), repeatable: true));
        await Assert.ThrowsAsync<FormatException>(() => Resume(new FormatException(), repeatable: true));
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Resume(new TimeoutException(), repeatable: false));
    }

    [Fact]
    public async Task The_time_of_a_first_attempt_made_outside_counts()
    {
        var time = new FakeTime();
        var policy = Quick with { TimeProvider = time, TotalBudget = TimeSpan.FromSeconds(1) };
        var budget = policy.Start();
        time.Advance(TimeSpan.FromSeconds(2));
        var attempts = 0;
        await Assert.ThrowsAsync<NotSent>(() => Executor(policy).ResumeAsync(0, (_, _) => new ValueTask<int>(++attempts), new NotSent(), budget, repeatable: true).AsTask());
        Assert.Equal(0, attempts);
    }

    [Fact]
    public async Task Of_a_first_attempt_made_outside_the_cancellation_hides_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Resume(new TimeoutException(), repeatable: false, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Resume(new OperationCanceledException(cancelled), repeatable: true, cancelled));
    }

    private static async Task<(int Answer, int Attempts)> Resume(Exception failed, bool repeatable, CancellationToken cancellationToken = default)
    {
        var attempts = 0;
        return (await Executor(Quick).ResumeAsync(0, (_, _) => new ValueTask<int>(++attempts), failed, Quick.Start(), repeatable, cancellationToken: cancellationToken), attempts);
    }

    private static Task<int> Run(
        RetryPolicy policy, bool repeatable, Func<int> attempt, OperationId id = default,
        Func<CancellationToken, ValueTask<Confirmation>>? confirm = null, CancellationToken cancellationToken = default) =>
        Executor(policy).RunAsync(
            attempt, static (attempt, _) => new ValueTask<int>(attempt()), repeatable, id,
            confirm is null ? null : (_, ct) => confirm(ct), cancellationToken).AsTask();

    private static RetryExecutor Executor(RetryPolicy policy) => new("test", policy, static failure => failure switch
    {
        NotSent => FailureClass.NotApplied,
        FormatException => FailureClass.Deterministic,
        _ => FailureClass.Unknown,
    });

    private sealed class NotSent : Exception;
}

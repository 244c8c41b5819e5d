using System.Text;

namespace RaceSafe.Runtime.Tests.Contract;

public abstract partial class IdempotencyContract
{
    private static readonly IdempotencyOptions ShortLease = new() { ClaimLease = TimeSpan.FromMilliseconds(400) };

    [Fact]
    public async Task Work_that_takes_longer_than_the_lease_keeps_its_claim()
    {
        var lease = new IdempotencyOptions { ClaimLease = TimeSpan.FromSeconds(1.5) }; // a slow machine may stand still for a part of it
        var results = await AtOnce(4, _ => CallAsync(lease, work: TimeSpan.FromSeconds(3)));
        Assert.Equal(1, _runs);
        Assert.All(results, result => Assert.Equal("1", result.Value));
    }

    [Fact]
    public async Task The_claim_of_a_dead_owner_is_taken_over_with_a_higher_fence_and_its_late_completion_is_refused()
    {
        var dead = await ClaimAsync("dead", ShortLease.ClaimLease); // a process that died, or stands still, after its claim
        var (value, outcome) = await Idempotency.ExecuteAsync(_key, Request, (claim, _) =>
        {
            Assert.True(claim.Fence > dead.Fence, $"{claim.Fence} after {dead.Fence}");
            return Task.FromResult("second"u8.ToArray());
        }, ShortLease);
        Assert.Equal(("second", IdempotencyOutcome.TakenOver), (Encoding.UTF8.GetString(value), outcome));

        Assert.False(await Store.RenewAsync(dead, TimeSpan.FromSeconds(1), default));
        Assert.False(await Store.CompleteAsync(dead, [0, 9], TimeSpan.FromHours(1), default));
        await Store.AbandonAsync(dead, default);
        Assert.Equal("second"u8.ToArray(), (await Idempotency.ExecuteAsync(_key, Request, (_, _) => throw new InvalidOperationException())).Value);
    }

    [Fact]
    public async Task A_late_owner_is_refused_while_its_successor_still_works()
    {
        var late = await ClaimAsync("late", TimeSpan.FromMilliseconds(100));
        await Task.Delay(150);
        var next = await ClaimAsync("next", TimeSpan.FromSeconds(30));
        Assert.True(next.Fence > late.Fence);
        Assert.False(await Store.CompleteAsync(late, [0, 9], TimeSpan.FromHours(1), default));
        Assert.True(await Store.CompleteAsync(next, [0, 1], TimeSpan.FromHours(1), default));
        Assert.Equal([1], (await Idempotency.ExecuteAsync(_key, Request, (_, _) => throw new InvalidOperationException())).Value);
    }

    [Fact]
    public async Task A_lapsed_claim_that_nobody_took_over_can_still_be_completed()
    {
        var late = await ClaimAsync("late", TimeSpan.FromMilliseconds(300));
        await Task.Delay(400);
        Assert.True(await Store.CompleteAsync(late, [0, 7], TimeSpan.FromHours(1), default));
        Assert.Equal([7], (await Idempotency.ExecuteAsync(_key, Request, (_, _) => throw new InvalidOperationException())).Value);
    }

    [Fact]
    public async Task A_lapsed_claim_is_not_taken_over_by_another_request()
    {
        await ClaimAsync("dead", TimeSpan.FromMilliseconds(300));
        await Task.Delay(350);
        await Assert.ThrowsAsync<IdempotencyMismatchException>(() => CallAsync(request: RequestFingerprint.OfParts("another")));
        Assert.Equal(("1", IdempotencyOutcome.TakenOver), await CallAsync());
    }

    [Fact]
    public async Task An_owner_may_repeat_each_of_its_steps()
    {
        var claim = await ClaimAsync("owner", TimeSpan.FromSeconds(30));
        Assert.Equal(claim.Fence, (await ClaimAsync("owner", TimeSpan.FromSeconds(30))).Fence);
        for (var i = 0; i < 2; i++) Assert.True(await Store.RenewAsync(claim, TimeSpan.FromSeconds(30), default));
        for (var i = 0; i < 2; i++) Assert.True(await Store.CompleteAsync(claim, [0, 5], TimeSpan.FromHours(1), default));
        await Store.AbandonAsync(claim, default); // too late to give it up
        Assert.Equal([5], (await Idempotency.ExecuteAsync(_key, Request, (_, _) => throw new InvalidOperationException())).Value);
    }

    [Fact]
    public async Task Fences_rise_over_claims_that_were_given_up()
    {
        var last = 0L;
        for (var i = 0; i < 5; i++)
        {
            var claim = await ClaimAsync($"owner {i}", TimeSpan.FromSeconds(30));
            Assert.True(claim.Fence > last, $"{claim.Fence} after {last}");
            last = claim.Fence;
            await Store.AbandonAsync(claim, default);
        }
    }

    [Fact]
    public async Task A_renewal_never_makes_a_claim()
    {
        var claim = new IdempotencyClaim(_key.Value, "nobody", 0);
        Assert.False(await Store.RenewAsync(claim, TimeSpan.FromSeconds(30), default));
        Assert.False(await Store.CompleteAsync(claim, [0], TimeSpan.FromSeconds(30), default));
        Assert.Equal(IdempotencyState.Free, (await Store.ReadAsync(_key.Value, default)).State);
    }

    [Fact]
    public async Task Cancelled_before_or_during_the_work_or_the_wait_a_call_leaves_no_claim_behind()
    {
        using var before = new CancellationTokenSource();
        before.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CallAsync(cancellationToken: before.Token));

        using var during = new CancellationTokenSource(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CallAsync(work: TimeSpan.FromMinutes(1), cancellationToken: during.Token));
        Assert.Equal(IdempotencyState.Free, (await Store.ReadAsync(_key.Value, default)).State);

        await WhileWorkingAsync(async () =>
        {
            using var wait = new CancellationTokenSource(200);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CallAsync(cancellationToken: wait.Token));
            Assert.Equal(IdempotencyState.InFlight, (await Store.ReadAsync(_key.Value, default)).State); // the other's claim stays
        });
        Assert.Equal(("1", IdempotencyOutcome.Replayed), await CallAsync());
    }

    private async Task<IdempotencyClaim> ClaimAsync(string owner, TimeSpan lease)
    {
        var claim = new IdempotencyClaim(_key.Value, owner, 0);
        var record = await Store.TryClaimAsync(claim, Request, lease, default);
        Assert.Equal(IdempotencyState.Mine, record.State);
        return claim with { Fence = record.Fence };
    }
}

namespace RaceSafe.Runtime.Tests.Contract;

public abstract partial class LockContract
{
    private const string One = "11111111111111111111111111111111", Other = "22222222222222222222222222222222";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1), Brief = TimeSpan.FromMilliseconds(300);

    /// <summary>The steps of the back end.</summary>
    protected abstract ILockBackend Steps { get; }

    /// <summary>The second answer to a token that holds the lock.</summary>
    protected virtual void AssertIsStillHeld(LockReply first, LockReply again) => Assert.Equal(first, again);

    [Fact]
    public async Task Asking_again_with_the_same_token_gives_the_same_fence_and_begins_the_lease_anew()
    {
        var lease = TimeSpan.FromSeconds(1.5); // long enough not to lapse between the two calls on a busy machine
        var first = await Steps.AcquireAsync(Name(), One, lease, Long);
        var again = await Steps.AcquireAsync(Name(), One, Long, Long);
        AssertIsStillHeld(first, again);
        await Task.Delay(lease * 1.3);
        Assert.False((await Steps.AcquireAsync(Name(), Other, Long, Long)).IsGranted);
    }

    [Fact]
    public async Task Who_is_refused_is_told_the_rest_of_the_lease()
    {
        await Steps.AcquireAsync(Name(), One, Long, Long);
        var refused = await Steps.AcquireAsync(Name(), Other, Long, Long);
        Assert.Equal((false, 0L), (refused.IsGranted, refused.Fence));
        Assert.InRange(refused.FreeIn!.Value, Long * 0.8, Long);
    }

    [Fact]
    public async Task A_lease_that_lapsed_is_not_begun_anew_though_nobody_took_the_lock()
    {
        await Steps.AcquireAsync(Name(), One, Brief, Long);
        Assert.True(await Steps.ExtendAsync(Name(), One, Brief, Long));
        await Task.Delay(Brief * 1.5);
        Assert.False(await Steps.ExtendAsync(Name(), One, Long, Long));
        Assert.True((await Steps.AcquireAsync(Name(), Other, Long, Long)).IsGranted); // and the attempt left nothing in the way
        Assert.False(await Steps.ExtendAsync(Name("never held"), One, Long, Long));
    }

    [Fact]
    public async Task Only_the_holder_renews_and_releases()
    {
        var held = await Steps.AcquireAsync(Name(), One, Long, Long);
        Assert.False(await Steps.ExtendAsync(Name(), Other, Long, Long));
        await Steps.ReleaseAsync(Name(), Other, Long);
        await Steps.ReleaseAsync(Name("never held"), Other, Long);
        AssertIsStillHeld(held, await Steps.AcquireAsync(Name(), One, Long, Long));
        await Steps.ReleaseAsync(Name(), One, Long);
        await Steps.ReleaseAsync(Name(), One, Long);
        Assert.True((await Steps.AcquireAsync(Name(), Other, Long, Long)).Fence > held.Fence);
    }

    [Fact]
    public async Task A_lock_that_lapsed_and_is_taken_again_by_the_same_token_has_a_higher_fence()
    {
        var first = await Steps.AcquireAsync(Name(), One, Brief, Long);
        await Task.Delay(Brief * 1.5);
        Assert.True((await Steps.AcquireAsync(Name(), One, Long, Long)).Fence > first.Fence);
    }
}

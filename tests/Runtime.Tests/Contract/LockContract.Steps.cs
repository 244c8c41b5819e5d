namespace RaceSafe.Runtime.Tests.Contract;

public abstract partial class LockContract
{
    private const string One = "11111111111111111111111111111111", Other = "22222222222222222222222222222222";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1), Brief = TimeSpan.FromMilliseconds(300);

    /// <summary>The steps of the back end.</summary>
    protected abstract ILockBackend Steps { get; }

    [Fact]
    public async Task Asking_again_with_the_same_token_gives_the_same_fence_and_begins_the_lease_anew()
    {
        var first = await Steps.AcquireAsync(Name(), One, Brief, default);
        var again = await Steps.AcquireAsync(Name(), One, Long, default);
        Assert.Equal(first, again);
        await Task.Delay(Brief * 1.5);
        Assert.False((await Steps.AcquireAsync(Name(), Other, Long, default)).IsGranted);
    }

    [Fact]
    public async Task Who_is_refused_is_told_the_rest_of_the_lease()
    {
        await Steps.AcquireAsync(Name(), One, Long, default);
        var refused = await Steps.AcquireAsync(Name(), Other, Long, default);
        Assert.Equal((false, 0L), (refused.IsGranted, refused.Fence));
        Assert.InRange(refused.FreeIn!.Value, Long * 0.8, Long);
    }

    [Fact]
    public async Task A_lease_that_lapsed_is_not_begun_anew_though_nobody_took_the_lock()
    {
        await Steps.AcquireAsync(Name(), One, Brief, default);
        Assert.True(await Steps.ExtendAsync(Name(), One, Brief, default));
        await Task.Delay(Brief * 1.5);
        Assert.False(await Steps.ExtendAsync(Name(), One, Long, default));
        Assert.True((await Steps.AcquireAsync(Name(), Other, Long, default)).IsGranted); // and the attempt left nothing in the way
        Assert.False(await Steps.ExtendAsync(Name("never held"), One, Long, default));
    }

    [Fact]
    public async Task Only_the_holder_renews_and_releases()
    {
        var held = await Steps.AcquireAsync(Name(), One, Long, default);
        Assert.False(await Steps.ExtendAsync(Name(), Other, Long, default));
        await Steps.ReleaseAsync(Name(), Other, default);
        await Steps.ReleaseAsync(Name("never held"), Other, default);
        Assert.Equal(held, await Steps.AcquireAsync(Name(), One, Long, default));
        await Steps.ReleaseAsync(Name(), One, default);
        await Steps.ReleaseAsync(Name(), One, default);
        Assert.True((await Steps.AcquireAsync(Name(), Other, Long, default)).Fence > held.Fence);
    }

    [Fact]
    public async Task A_lock_that_lapsed_and_is_taken_again_by_the_same_token_has_a_higher_fence()
    {
        var first = await Steps.AcquireAsync(Name(), One, Brief, default);
        await Task.Delay(Brief * 1.5);
        Assert.True((await Steps.AcquireAsync(Name(), One, Long, default)).Fence > first.Fence);
    }
}

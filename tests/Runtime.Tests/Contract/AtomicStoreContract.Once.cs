namespace RaceSafe.Runtime.Tests.Contract;

public abstract partial class AtomicStoreContract
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hundred_callers_run_the_factory_once_and_all_get_its_value(bool withLease)
    {
        var runs = 0;
        var results = await AtOnce(Callers, async _ => await Store.GetOrCreateOnceAsync(Key(), async ct =>
        {
            await Task.Delay(20, ct);
            return Bytes($"run {Interlocked.Increment(ref runs)}");
        }, lease: withLease ? TimeSpan.FromMinutes(1) : null));
        Assert.Equal(1, runs);
        Assert.All(results, r => Assert.Equal("run 1", Text(r)));
        Assert.Equal("run 1", Text(await Store.GetAsync(Key())));
    }

    [Fact]
    public async Task A_failed_factory_is_not_remembered_and_leaves_no_lease()
    {
        var lease = TimeSpan.FromMinutes(1);
        await Assert.ThrowsAsync<FormatException>(async () =>
            await Store.GetOrCreateOnceAsync(Key(), _ => throw new FormatException(), lease: lease));
        Assert.Equal("second", Text(await Store.GetOrCreateOnceAsync(Key(), _ => Task.FromResult(Bytes("second")), lease: lease)));
    }

    [Fact]
    public async Task A_value_stored_by_others_while_the_factory_ran_wins()
    {
        var value = await Store.GetOrCreateOnceAsync(Key(), async _ =>
        {
            await SetAsync(Key(), "theirs");
            return Bytes("ours");
        });
        Assert.Equal("theirs", Text(value));
    }

    [Fact]
    public async Task Blocks_of_a_sequence_never_overlap_each_other_nor_single_numbers()
    {
        SequenceGapsAllowed[] nodes = [new(Store, Key(), 7), new(Store, Key(), 3)];
        var numbers = await AtOnce(Callers, async i => i % 3 == 2 ? await Store.NextSequenceAsync(Key()) : await nodes[i % 3].NextAsync());
        Assert.Equal(Callers, numbers.Distinct().Count());
    }
}

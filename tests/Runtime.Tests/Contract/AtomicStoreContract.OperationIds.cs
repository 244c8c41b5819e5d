namespace RaceSafe.Runtime.Tests.Contract;

public abstract partial class AtomicStoreContract
{
    [Fact]
    public async Task A_repeated_operation_id_returns_the_first_result_and_changes_nothing()
    {
        var id = OperationId.New();
        Assert.Equal(AtomicResult.Applied(3L), await Store.IncrementAsync(Key(), 3, operationId: id));
        await Store.IncrementAsync(Key(), 10);
        Assert.Equal(AtomicResult.Replayed(3L), await Store.IncrementAsync(Key(), 3, operationId: id));
        Assert.Equal("13", Text(await Store.GetAsync(Key())));
    }

    [Fact]
    public async Task Hundred_duplicates_at_once_apply_once_and_all_get_the_result()
    {
        var id = OperationId.New();
        var results = await AtOnce(Callers, async _ => await Store.IncrementAsync(Key(), 7, operationId: id));
        Assert.All(results, r => Assert.Equal(7, r.Value));
        Assert.Single(results, r => r.Outcome == AtomicOutcome.Applied);
        Assert.Equal(Callers - 1, results.Count(r => r.Outcome == AtomicOutcome.Replayed));
        Assert.Equal("7", Text(await Store.GetAsync(Key())));
    }

    [Fact]
    public async Task Every_accumulating_operation_replays()
    {
        var id = OperationId.New();
        await Twice(AtomicResult.Applied(2L), async () => await Store.TryIncrementAsync(Key("try"), 2, max: 3, operationId: id));
        await Twice(AtomicResult.Applied(5L), async () => await Store.TryIncrementAsync(Key("sat"), 9, max: 5, limitMode: LimitMode.Saturate, operationId: id));
        await Twice(AtomicResult.Applied(4L), async () => await Store.HashIncrementAsync(Key("hash"), "f", 4, operationId: id));
        await TwiceBytes("a", async () => await Store.CompareAndSetAsync(Key("cas"), null, Bytes("a"), operationId: id));
        await TwiceBytes("b", async () => await Store.HashCompareAndSetAsync(Key("hashcas"), "f", null, Bytes("b"), operationId: id));
        await SetAsync(Key("take"), "c");
        await TwiceBytes("c", async () => await Store.TakeAsync(Key("take"), operationId: id));
    }

    [Fact]
    public async Task A_replay_keeps_the_difference_between_removed_empty_and_absent()
    {
        await SetAsync(Key("removed"), "a");
        var id = OperationId.New();
        await TwiceBytes(null, async () => await Store.CompareAndSetAsync(Key("removed"), Bytes("a"), null, operationId: id));
        await TwiceBytes("", async () => await Store.CompareAndSetAsync(Key("empty"), null, [], operationId: id));
    }

    [Fact]
    public async Task A_refused_operation_is_not_remembered()
    {
        await Store.IncrementAsync(Key(), 5);
        var id = OperationId.New();
        Assert.Equal(AtomicResult.Refused(5L), await Store.TryIncrementAsync(Key(), 1, max: 5, operationId: id));
        await Store.IncrementAsync(Key(), -1);
        Assert.Equal(AtomicResult.Applied(5L), await Store.TryIncrementAsync(Key(), 1, max: 5, operationId: id));
        Assert.Equal(AtomicResult.Replayed(5L), await Store.TryIncrementAsync(Key(), 1, max: 5, operationId: id));
    }

    [Fact]
    public async Task An_operation_id_belongs_to_its_key()
    {
        var id = OperationId.New();
        Assert.Equal(AtomicResult.Applied(1L), await Store.IncrementAsync(Key("a"), operationId: id));
        Assert.Equal(AtomicResult.Applied(1L), await Store.IncrementAsync(Key("b"), operationId: id));
        Assert.Equal(AtomicResult.Replayed(1L), await Store.IncrementAsync(Key("a"), operationId: id));
    }

    [Fact]
    public async Task A_replay_survives_the_removal_of_the_key()
    {
        var id = OperationId.New();
        await Store.IncrementAsync(Key(), 3, operationId: id);
        await Store.TakeAsync(Key());
        Assert.Equal(AtomicResult.Replayed(3L), await Store.IncrementAsync(Key(), 3, operationId: id));
        Assert.Null(await Store.GetAsync(Key()));
    }

    [Fact]
    public async Task An_update_with_an_operation_id_applies_once()
    {
        var id = OperationId.New();
        Assert.Equal(AtomicResult.Applied<string?>("x"), await Store.UpdateStringAsync(Key(), s => s + "x", operationId: id));
        await Store.UpdateStringAsync(Key(), s => s + "y");
        Assert.Equal(AtomicResult.Replayed<string?>("x"), await Store.UpdateStringAsync(Key(), s => s + "x", operationId: id));
        Assert.Equal("xy", Text(await Store.GetAsync(Key())));
    }

    private static async Task Twice(AtomicResult<long> first, Func<Task<AtomicResult<long>>> call)
    {
        Assert.Equal(first, await call());
        Assert.Equal(AtomicResult.Replayed(first.Value), await call());
    }

    private static async Task TwiceBytes(string? value, Func<Task<AtomicResult<byte[]?>>> call)
    {
        var (first, second) = (await call(), await call());
        Assert.Equal((AtomicOutcome.Applied, value), (first.Outcome, Text(first.Value)));
        Assert.Equal((AtomicOutcome.Replayed, value), (second.Outcome, Text(second.Value)));
    }
}

using RaceSafe.Runtime.Tests.Contract;

namespace RaceSafe.Runtime.Tests;

public sealed class MemoryAtomicStoreTests : AtomicStoreContract
{
    private readonly FakeTime _time = new();

    public MemoryAtomicStoreTests() => Store = new MemoryAtomicStore(timeProvider: _time);

    protected override IAtomicStore Store { get; }

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_operation_id_is_forgotten_after_its_lifetime()
    {
        var id = OperationId.New();
        await Store.IncrementAsync(Key(), operationId: id);
        _time.Advance(TimeSpan.FromMinutes(9.9));
        Assert.Equal(AtomicResult.Replayed(1L), await Store.IncrementAsync(Key(), operationId: id));
        _time.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Equal(AtomicResult.Applied(2L), await Store.IncrementAsync(Key(), operationId: id));
    }
}

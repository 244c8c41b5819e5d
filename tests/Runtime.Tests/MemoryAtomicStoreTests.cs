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

    [Fact]
    public async Task Threads_that_never_pause_lose_nothing()
    {
        const int threads = 4, rounds = 5_000, seats = 7_000;
        var granted = 0;
        await AtOnce(threads, async _ =>
        {
            for (var i = 0; i < rounds; i++) // never suspends: every await is already complete
            {
                await Store.IncrementAsync(Key("plain"));
                await Store.HashIncrementAsync(Key("hash"), "f");
                await Store.IncrementAsync(Key("once"), operationId: new OperationId($"{i}"));
                if ((await Store.TryIncrementAsync(Key("seats"), max: seats)).Succeeded) Interlocked.Increment(ref granted);
            }

            return true;
        });
        Assert.Equal($"{threads * rounds}", Text(await Store.GetAsync(Key("plain"))));
        Assert.Equal($"{threads * rounds}", Text(await Store.HashGetAsync(Key("hash"), "f")));
        Assert.Equal($"{rounds}", Text(await Store.GetAsync(Key("once"))));
        Assert.Equal(($"{seats}", seats), (Text(await Store.GetAsync(Key("seats"))), granted));
    }

    [Fact]
    public async Task What_has_expired_is_swept_away_by_later_writes()
    {
        var value = await WriteAndExpireAsync();
        for (var i = 0; i < 2_000; i++) await Store.IncrementAsync(Key("other"));
        for (var i = 0; i < 5 && value.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(value.IsAlive);
    }

    private async Task<WeakReference> WriteAndExpireAsync()
    {
        var value = new byte[1000];
        await Store.SetAsync(Key("never read again"), value, ShortTtl);
        _time.Advance(ShortTtl * 2);
        return new WeakReference(value);
    }
}

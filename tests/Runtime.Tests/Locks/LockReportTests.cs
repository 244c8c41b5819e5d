using RaceSafe.Runtime.Tests.Contract;

namespace RaceSafe.Runtime.Tests.Locks;

/// <summary>What locks tell the instruments and the log, from the first request to the loss.</summary>
public sealed class LockReportTests
{
    private const string Backend = "reporting locks"; // of this test only: others measure at the same time
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly JumpingTime _time = new();
    private readonly UnreliableLocks _locks;
    private readonly EventLog _log = new();

    public LockReportTests() => _locks = new UnreliableLocks(_time, Backend);

    [Fact]
    public async Task Every_turn_of_a_lock_is_counted_once_and_logged_and_never_with_its_name()
    {
        using var measured = new Measurements();
        var provider = _locks.NewProvider(_log);

        var released = await provider.AcquireAsync("secret");
        Assert.Null(await provider.TryAcquireAsync("secret")); // busy
        _time.Advance(10 * Second); // renewed
        await released.DisposeAsync();

        var taken = await provider.AcquireAsync("secret");
        await _locks.ForgetAsync("secret");
        _time.Advance(10 * Second); // the renewal is told that it is another's
        Assert.Throws<LockLostException>(taken.ThrowIfLost);

        var expired = await provider.AcquireAsync("secret");
        _locks.Network = (_, _) => throw new IOException("no reply");
        _time.Advance(10 * Second);
        _time.Advance(20 * Second);
        Assert.Throws<LockLostException>(expired.ThrowIfLost);
        _locks.Network = (_, _) => throw new InvalidOperationException();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await provider.TryAcquireAsync("other")); // error
        _locks.Network = (_, call) => call();

        await using var bounded = await provider.AcquireAsync("bounded", new() { MaxHold = 5 * Second });
        _time.Advance(5 * Second);
        Assert.Throws<LockLostException>(bounded.ThrowIfLost);

        Assert.Equal(["acquired", "acquired", "acquired", "acquired", "busy", "error"], Outcomes("racesafe.lock.acquire.duration", "racesafe.outcome"));
        Assert.Equal(["error", "lost", "renewed"], Outcomes("racesafe.lock.renewals", "racesafe.outcome"));
        Assert.Equal(["deadline", "max_hold", "taken"], Outcomes("racesafe.lock.lost", "racesafe.cause"));
        Assert.Equal([5d, 10d, 10d, 30d], Of("racesafe.lock.held.duration").Select(m => m.Value).Order());
        Assert.Equal((4, 4), (Of("racesafe.lock.active").Count(m => m.Value == 1), Of("racesafe.lock.active").Count(m => m.Value == -1)));
        Assert.DoesNotContain(measured.All.SelectMany(m => m.Tags.Values), value => value is string text && text.Contains("secret"));
        Assert.Equal([(20, 6), (21, 1), (22, 3), (23, 1)], _log.Events.GroupBy(e => e.Id).OrderBy(e => e.Key).Select(e => (e.Key, e.Count())));

        List<Measurements.Measurement> Of(string instrument) => measured.Of(instrument, ("racesafe.backend", Backend));
        IEnumerable<string> Outcomes(string instrument, string tag) => Of(instrument).Select(m => (string)m.Tags[tag]!).Order();
    }

    [Fact]
    public async Task A_logger_that_fails_costs_no_lock_and_keeps_no_loss_from_its_holder()
    {
        var provider = _locks.NewProvider(new FailingLogger());
        await using (await provider.AcquireAsync("lock")) _time.Advance(10 * Second);
        var held = await provider.AcquireAsync("lock"); // it was freed
        var lost = held.Lost;
        _locks.Network = (_, _) => throw new IOException("no reply");
        _time.Advance(10 * Second); // not renewed, which is logged
        _time.Advance(20 * Second);
        Assert.True(lost.IsCancellationRequested);
        Assert.Throws<LockLostException>(held.ThrowIfLost);
        _locks.Network = (_, call) => call();
        await held.DisposeAsync();
    }
}

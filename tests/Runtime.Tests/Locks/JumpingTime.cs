namespace RaceSafe.Runtime.Tests.Locks;

/// <summary>A clock whose wall part can be set without the monotonic part, and that can go on without letting timers run.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private readonly FakeTime _inner = new();
    private TimeSpan _wall, _pause;

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow() + _wall + _pause;

    public override long GetTimestamp() => _inner.GetTimestamp() + _pause.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _inner.CreateTimer(callback, state, dueTime, period);

    public void Advance(TimeSpan time) => _inner.Advance(time);

    /// <summary>As when somebody sets the clock, or the machine was suspended and the monotonic clock with it.</summary>
    public void JumpWall(TimeSpan by) => _wall += by;

    /// <summary>As when the process stood still: time has passed, and its timers come later.</summary>
    public void AdvanceWithoutTimers(TimeSpan time) => _pause += time;
}

namespace ValidCode.Memory;

/// <summary>A timer whose callback counts under a lock, and skips while one is running.</summary>
public sealed class TimerTick : IDisposable
{
    private readonly object _gate = new();
    private readonly Timer _timer;
    private int _running;
    private int _ticks;

    public TimerTick(TimeSpan period) => _timer = new Timer(_ => Tick(), null, period, period);

    public int Ticks
    {
        get { lock (_gate) return _ticks; }
    }

    private void Tick()
    {
        if (Interlocked.Exchange(ref _running, 1) == 1) return;
        try
        {
            lock (_gate) _ticks++;
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    public void Dispose() => _timer.Dispose();
}

namespace ValidCode.Memory;

/// <summary>A timer whose ticks never overlap: one that comes while another is at work goes away, and a helper runs under the lock of the one that stayed.</summary>
public sealed class OneTickAtATime : IDisposable
{
    public static readonly OneTickAtATime Instance = new();

    private readonly object _reentrancy = new();
    private readonly Timer _timer;
    private int _position;
    private long _steps;

    private OneTickAtATime() => _timer = new(Tick, null, 0, 100);

    public void Dispose() => _timer.Dispose();

    public void Tick(object? state)
    {
        if (Monitor.TryEnter(_reentrancy))
        {
            try
            {
                Advance();
            }
            finally
            {
                Monitor.Exit(_reentrancy);
            }
        }
    }

    private void Advance()
    {
        _position = (_position + 1) % 60;
        _steps++;
    }
}

namespace ValidCode.Memory;

/// <summary>Done once, by whoever comes first.</summary>
public sealed class OneShotFlag : IDisposable
{
    private readonly Timer _timer;
    private int _started;
    private int _disposed;

    public OneShotFlag() => _timer = new Timer(_ => Start());

    public bool Start() => Interlocked.CompareExchange(ref _started, 1, 0) == 0;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _timer.Dispose();
    }
}

namespace ValidCode.Memory;

/// <summary>A named mutex around process-wide state.</summary>
public sealed class MutexGuard : IDisposable
{
    private readonly Mutex _mutex = new(false, "Global\\ValidCode");
    private static int s_runs;

    public int Run()
    {
        _mutex.WaitOne();
        try
        {
            return ++s_runs;
        }
        finally
        {
            _mutex.ReleaseMutex();
        }
    }

    public void Dispose() => _mutex.Dispose();
}

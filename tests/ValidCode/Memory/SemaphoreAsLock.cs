namespace ValidCode.Memory;

/// <summary>The asynchronous lock that everybody writes.</summary>
public sealed class SemaphoreAsLock : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private string? _token;
    private int _refreshes;

    public async Task<string> TokenAsync(Func<Task<string>> fetch, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_token is null)
            {
                _token = await fetch().ConfigureAwait(false);
                _refreshes++;
            }

            return _token;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}

namespace ValidCode.Memory;

/// <summary>A semaphore behind a disposable releaser.</summary>
public sealed class SemaphoreReleaser
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private int _count;

    public async Task<int> NextAsync()
    {
        using (await EnterAsync().ConfigureAwait(false))
        {
            return ++_count;
        }
    }

    private async Task<Releaser> EnterAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        return new Releaser(_gate);
    }

    private readonly struct Releaser(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}

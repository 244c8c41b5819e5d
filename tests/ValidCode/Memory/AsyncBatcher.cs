namespace ValidCode.Memory;

/// <summary>Collected under a lock, sent outside of it.</summary>
public sealed class AsyncBatcher(Func<IReadOnlyList<string>, Task> send)
{
    private readonly object _gate = new();
    private List<string> _batch = [];

    public async Task AddAsync(string item, int limit)
    {
        List<string>? full = null;
        lock (_gate)
        {
            _batch.Add(item);
            if (_batch.Count >= limit)
            {
                full = _batch;
                _batch = [];
            }
        }

        if (full is not null) await send(full);
    }
}

namespace ValidCode.Memory;

/// <summary>A table behind a ReaderWriterLockSlim, with an upgradeable read.</summary>
public sealed class ReaderWriter : IDisposable
{
    private readonly ReaderWriterLockSlim _gate = new();
    private readonly Dictionary<string, string> _table = [];
    private int _misses;

    public string? Find(string key)
    {
        _gate.EnterReadLock();
        try
        {
            return _table.GetValueOrDefault(key);
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    public string GetOrAdd(string key, Func<string, string> make)
    {
        _gate.EnterUpgradeableReadLock();
        try
        {
            if (_table.TryGetValue(key, out var known)) return known;
            var made = make(key);
            _gate.EnterWriteLock();
            try
            {
                _table[key] = made;
                _misses++;
            }
            finally
            {
                _gate.ExitWriteLock();
            }

            return made;
        }
        finally
        {
            _gate.ExitUpgradeableReadLock();
        }
    }

    public void Dispose() => _gate.Dispose();
}

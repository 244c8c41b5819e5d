namespace ValidCode.Memory;

/// <summary>The plainest guard, with early returns, nested calls and a private method that is only called under it.</summary>
public sealed class LockStatement
{
    private readonly object _gate = new();
    private readonly Dictionary<string, int> _stock = [];
    private int _version;

    public bool TryTake(string item, int count)
    {
        lock (_gate)
        {
            if (!_stock.TryGetValue(item, out var left) || left < count) return false;
            _stock[item] = left - count;
            Changed();
            return true;
        }
    }

    public void Put(string item, int count)
    {
        lock (_gate)
        {
            _stock[item] = _stock.GetValueOrDefault(item) + count;
            Changed();
        }
    }

    public int Version
    {
        get { lock (_gate) return _version; }
    }

    private void Changed() => _version++;
}

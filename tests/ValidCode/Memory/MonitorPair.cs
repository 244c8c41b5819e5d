namespace ValidCode.Memory;

/// <summary>Monitor by hand, with a bounded wait, and as a condition variable.</summary>
public sealed class MonitorPair
{
    private readonly object _gate = new();
    private readonly Queue<string> _items = new();
    private int _taken;

    public bool TryCount(TimeSpan wait)
    {
        if (!Monitor.TryEnter(_gate, wait)) return false;
        try
        {
            _taken++;
            return true;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    public void Add(string item)
    {
        var entered = false;
        try
        {
            Monitor.Enter(_gate, ref entered);
            _items.Enqueue(item);
            Monitor.Pulse(_gate);
        }
        finally
        {
            if (entered) Monitor.Exit(_gate);
        }
    }

    public string Take()
    {
        lock (_gate)
        {
            while (_items.Count == 0) Monitor.Wait(_gate);
            _taken++;
            return _items.Dequeue();
        }
    }
}

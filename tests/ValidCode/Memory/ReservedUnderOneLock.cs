namespace ValidCode.Memory;

/// <summary>Limits that are checked where they are kept: under the lock, by the value that Interlocked gave, in a compare-and-set loop.</summary>
public sealed class ReservedUnderOneLock
{
    private readonly object _gate = new();
    private int _free = 100;
    private int _running;
    private int _seats = 40;

    public bool Reserve(int count)
    {
        if (count <= 0) return false;
        lock (_gate)
        {
            if (_free < count) return false;
            _free -= count;
            return true;
        }
    }

    public bool ReserveWithAGlanceFirst(int count)
    {
        if (_free < count) return false;
        lock (_gate)
        {
            if (_free < count) return false;
            _free -= count;
            return true;
        }
    }

    public bool TryEnter(int limit)
    {
        if (_running >= limit) return false;
        if (Interlocked.Increment(ref _running) <= limit) return true;
        Interlocked.Decrement(ref _running);
        return false;
    }

    public bool TakeSeat()
    {
        while (true)
        {
            var seen = Volatile.Read(ref _seats);
            if (seen <= 0) return false;
            if (Interlocked.CompareExchange(ref _seats, seen - 1, seen) == seen) return true;
        }
    }
}

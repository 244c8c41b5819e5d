namespace ValidCode.Memory;

/// <summary>A slot is taken first and given back if it was one too many; a look before that only saves the work.</summary>
public sealed class ConnectionSlots(int limit)
{
    private int _active;
    private Snapshot? _current;

    public bool TryOpen()
    {
        if (_active < 0) return false;
        var now = Interlocked.Increment(ref _active);
        if (now > 0 && now <= limit) return true;
        Interlocked.Decrement(ref _active);
        return false;
    }

    public bool TryReuse(bool wanted)
    {
        if (_active >= 0)
        {
            var now = Interlocked.Increment(ref _active);
            if (wanted && now <= limit) return true;
            _ = Interlocked.Decrement(ref _active);
        }

        return false;
    }

    /// <summary>Whoever comes second finds that of the first, which is as good.</summary>
    public void Renew()
    {
        var previous = _current;
        var next = new Snapshot((previous?.Version ?? 0) + 1);
        _ = Interlocked.CompareExchange(ref _current, next, previous);
    }

    private sealed record Snapshot(int Version);
}

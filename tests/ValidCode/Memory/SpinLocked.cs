namespace ValidCode.Memory;

/// <summary>A spin lock around a few instructions.</summary>
public sealed class SpinLocked
{
    private SpinLock _gate = new(enableThreadOwnerTracking: false);
    private int _used;

    public bool TryUse(int limit)
    {
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
            if (_used >= limit) return false;
            _used++;
            return true;
        }
        finally
        {
            if (taken) _gate.Exit();
        }
    }
}

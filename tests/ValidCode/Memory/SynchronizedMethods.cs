using System.Runtime.CompilerServices;

namespace ValidCode.Memory;

/// <summary>The whole method is the critical section.</summary>
public sealed class SynchronizedMethods
{
    private int _open;
    private volatile bool _closed;

    [MethodImpl(MethodImplOptions.Synchronized)]
    public bool TryOpen(int limit)
    {
        if (_closed || _open >= limit) return false;
        _open++;
        return true;
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public void Release() => _open--;

    public void Close() => _closed = true;
}

using System.Collections.Concurrent;

namespace ValidCode.Memory;

/// <summary>A pool with a counted limit: the count is changed atomically and its result decides.</summary>
public sealed class ObjectPool<T>(Func<T> make, int limit) where T : class
{
    private readonly ConcurrentBag<T> _free = [];
    private int _kept;

    public T Rent()
    {
        if (!_free.TryTake(out var item)) return make();
        Interlocked.Decrement(ref _kept);
        return item;
    }

    public void Return(T item)
    {
        if (Interlocked.Increment(ref _kept) <= limit) _free.Add(item);
        else Interlocked.Decrement(ref _kept);
    }
}

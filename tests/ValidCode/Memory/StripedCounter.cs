namespace ValidCode.Memory;

/// <summary>Counters spread over cells, so that threads do not fight for one cache line.</summary>
public sealed class StripedCounter
{
    private readonly long[] _cells = new long[64];

    public void Add(long by) => Interlocked.Add(ref _cells[Environment.CurrentManagedThreadId & 63], by);

    public long Sum()
    {
        long sum = 0;
        for (var i = 0; i < _cells.Length; i++) sum += Interlocked.Read(ref _cells[i]);
        return sum;
    }
}

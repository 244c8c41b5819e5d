using System.Collections.Concurrent;

namespace ValidCode.Memory;

/// <summary>A blocking queue with one consuming thread and a local tally.</summary>
public sealed class ProducerConsumer : IDisposable
{
    private readonly BlockingCollection<int> _queue = new(boundedCapacity: 100);

    public void Produce(int value) => _queue.Add(value);

    public long Drain()
    {
        long sum = 0;
        foreach (var value in _queue.GetConsumingEnumerable()) sum += value;
        return sum;
    }

    public bool TryOne(out int value) => _queue.TryTake(out value, TimeSpan.FromMilliseconds(10));

    public void Dispose() => _queue.Dispose();
}

using System.Collections.Concurrent;

namespace ValidCode.Memory;

/// <summary>Taken until nothing is left: the result of each call decides, not a count.</summary>
public sealed class QueueDrain
{
    private readonly ConcurrentQueue<string> _lines = new();
    private int _draining;

    public void Add(string line) => _lines.Enqueue(line);

    public void Drain(TextWriter writer)
    {
        if (Interlocked.CompareExchange(ref _draining, 1, 0) != 0) return;
        try
        {
            while (_lines.TryDequeue(out var line)) writer.WriteLine(line);
        }
        finally
        {
            Volatile.Write(ref _draining, 0);
        }
    }
}

using System.Collections.Concurrent;

namespace ValidCode.Memory;

/// <summary>Parallel loops that gather by thread-local sums, by Interlocked, and by place.</summary>
public static class ParallelSums
{
    public static long ByLocals(int[] values)
    {
        long total = 0;
        Parallel.For(0, values.Length, () => 0L, (i, _, sum) => sum + values[i], sum => Interlocked.Add(ref total, sum));
        return total;
    }

    public static int[] ByPlace(int[] values)
    {
        var squares = new int[values.Length];
        Parallel.For(0, values.Length, i => squares[i] = values[i] * values[i]);
        return squares;
    }

    public static int Distinct(IEnumerable<string> words)
    {
        var seen = new ConcurrentDictionary<string, byte>();
        Parallel.ForEach(words, word => seen.TryAdd(word, 0));
        return seen.Count;
    }
}

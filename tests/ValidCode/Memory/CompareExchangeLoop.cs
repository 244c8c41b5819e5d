namespace ValidCode.Memory;

/// <summary>Lock-free maximum, and an immutable list that grows by compare-and-set.</summary>
public static class CompareExchangeLoop
{
    private static long s_max;
    private static Node? s_head;

    public static void Report(long value)
    {
        var seen = Volatile.Read(ref s_max);
        while (value > seen)
        {
            var before = Interlocked.CompareExchange(ref s_max, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }

    public static void Push(string name)
    {
        Node? old;
        Node fresh;
        do
        {
            old = Volatile.Read(ref s_head);
            fresh = new Node(name, old);
        }
        while (Interlocked.CompareExchange(ref s_head, fresh, old) != old);
    }

    private sealed record Node(string Name, Node? Next);
}

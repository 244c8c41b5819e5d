namespace ValidCode.Memory;

/// <summary>Changed while it is being made: constructor, static constructor, initializer.</summary>
public sealed class InitializedBeforeUse
{
    private static readonly int[] s_squares = new int[10];
    private static int s_filled;
    private readonly object _gate = new();
    private int _size;

    static InitializedBeforeUse()
    {
        for (var i = 0; i < s_squares.Length; i++)
        {
            s_squares[i] = i * i;
            s_filled++;
        }
    }

    public InitializedBeforeUse(IEnumerable<int> sizes)
    {
        foreach (var size in sizes) _size += size;
    }

    public static int Filled => s_filled;

    public int Grow(int by)
    {
        lock (_gate) return _size += by;
    }
}

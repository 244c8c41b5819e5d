namespace ValidCode.Memory;

/// <summary>Numbers from Interlocked, whose result is what is used.</summary>
public sealed class TicketNumbers
{
    private static int s_last;
    private long _served;

    public static int Next() => Interlocked.Increment(ref s_last);

    public long Serve(int count)
    {
        var served = Interlocked.Add(ref _served, count);
        return served - count;
    }

    public long Served => Interlocked.Read(ref _served);
}

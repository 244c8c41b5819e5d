namespace RaceSafe;

/// <summary>Pauses of those who wait for a lock: doubled each time, half of each at random, 5 ms to 1 s.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(5), Most = TimeSpan.FromSeconds(1);

    /// <summary>The pause after the n-th failure, counted from 0, and never longer than <paramref name="bound"/> unless that is below 5 ms.</summary>
    public static TimeSpan Delay(int n, TimeSpan bound)
    {
        var ceiling = Least * Math.Pow(2, Math.Min(n + 1, 10));
        if (ceiling > Most) ceiling = Most;
        if (ceiling > bound) ceiling = bound;
        var delay = ceiling / 2 + ceiling / 2 * Random.Shared.NextDouble();
        return delay > Least ? delay : Least;
    }
}

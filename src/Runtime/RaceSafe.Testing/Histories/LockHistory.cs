namespace RaceSafe.Testing;

/// <summary>The time in which one holder had one lock.</summary>
/// <param name="Name">The lock.</param>
/// <param name="Fence">The fencing token of this holder.</param>
/// <param name="Start">When the holder knew that it had the lock; any clock that all holders share, such as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> on one machine.</param>
/// <param name="End">When it gave the lock up, or knew that it was lost.</param>
public readonly record struct LockInterval(string Name, long Fence, long Start, long End);

/// <summary>The promise of a lock with fencing: no two holders at a time, each with a token of its own, and later holders with higher tokens.</summary>
public static class LockHistory
{
    /// <summary>Checks all intervals, in any order.</summary>
    /// <exception cref="HistoryViolationException">Two holders had a lock at the same time, or with the same token, or the token fell.</exception>
    public static void Check(IEnumerable<LockInterval> intervals)
    {
        ArgumentNullException.ThrowIfNull(intervals);
        foreach (var held in intervals.GroupBy(interval => interval.Name, StringComparer.Ordinal))
        {
            var inOrder = held.OrderBy(interval => interval.Fence).ToArray();
            foreach (var interval in inOrder)
                if (interval.End < interval.Start) throw new HistoryViolationException($"An interval ends before it starts: {interval}.");
            for (var i = 1; i < inOrder.Length; i++)
            {
                var (before, after) = (inOrder[i - 1], inOrder[i]);
                if (before.Fence == after.Fence) throw new HistoryViolationException($"Two holders had the same token: {before} and {after}.");
                if (after.End <= before.Start) throw new HistoryViolationException($"The token fell: {after} was over before {before} began.");
                if (after.Start < before.End) throw new HistoryViolationException($"Two holders at the same time: {before} and {after}.");
            }
        }
    }
}

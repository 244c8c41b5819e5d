using System.Collections.Concurrent;

namespace RateLimiter;

/// <summary>Looks like the race and is none: the table is private to one call and never leaves its thread.</summary>
public static class ViolationReport
{
    /// <summary>Violations by client, the worst first.</summary>
    public static IReadOnlyList<KeyValuePair<string, int>> Summarize(IEnumerable<string> clients)
    {
        var table = new ConcurrentDictionary<string, int>();
        foreach (var client in clients)
        {
            table.TryGetValue(client, out var count);
            table[client] = count + 1;
        }

        return [.. table.OrderByDescending(entry => entry.Value)];
    }
}

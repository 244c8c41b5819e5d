using System.Collections.Concurrent;

namespace RateLimiter;

/// <summary>Counts the violations of each client and blocks who reaches the threshold. One instance serves all requests.</summary>
public sealed class ViolationLimiter(IViolationPolicy policy, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, int> _violations = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _blockedUntil = new();
    private long _total;

    /// <summary>Violations of all clients.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Violations of one client.</summary>
    public int ViolationsOf(string client) => _violations.TryGetValue(client, out var count) ? count : 0;

    /// <summary>Whether the client is turned away now.</summary>
    public bool IsBlocked(string client) => _blockedUntil.TryGetValue(client, out var until) && clock.GetUtcNow() < until;

    /// <summary>Counts a violation. Returns the client's violations, this one included.</summary>
    public int RecordViolation(string client, string reason)
    {
        Interlocked.Increment(ref _total);

        // The weight is taken before: an update factory runs again when another caller was faster.
        var weight = policy.WeightOf(reason);
        var updated = _violations.AddOrUpdate(client, weight, (_, count) => count + weight);

        if (updated >= policy.Threshold)
        {
            _blockedUntil[client] = clock.GetUtcNow() + policy.BlockFor;
        }

        return updated;
    }
}

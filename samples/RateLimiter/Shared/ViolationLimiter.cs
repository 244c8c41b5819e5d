using System.Collections.Concurrent;

namespace RateLimiter;

/// <summary>
/// Counts the requests and the violations of each client: too many requests in the sliding window are a violation, and who reaches the threshold of
/// violations is blocked. One instance serves all requests.
/// </summary>
/// <remarks>Here is what Before and After have in common; how they count is in the file of the same name beside their projects.</remarks>
public sealed partial class ViolationLimiter(IViolationPolicy policy, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, int> _violations = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _blockedUntil = new();
    private readonly ConcurrentDictionary<(string Client, long Window), int> _requests = new();
    private long _total;

    /// <summary>Violations of one client.</summary>
    public int ViolationsOf(string client) => _violations.TryGetValue(client, out var count) ? count : 0;

    /// <summary>Whether the client is turned away now.</summary>
    public bool IsBlocked(string client) => _blockedUntil.TryGetValue(client, out var until) && clock.GetUtcNow() < until;

    /// <summary>Requests of a client in the window that ends now: all of this interval's, and of the last one's the share that the window still covers.</summary>
    public double RequestsOf(string client)
    {
        var (interval, passed) = Interval();
        _requests.TryGetValue((client, interval), out var current);
        return current + Earlier(client, interval, passed);
    }

    /// <summary>Turns a client away from now on for so long.</summary>
    public void Block(string client, TimeSpan time) => _blockedUntil[client] = clock.GetUtcNow() + time;

    /// <summary>Lets a client in again and forgets its violations. False: it was not blocked.</summary>
    public bool Unblock(string client)
    {
        _violations.TryRemove(client, out _);
        return _blockedUntil.TryRemove(client, out var until) && clock.GetUtcNow() < until;
    }

    private (long Interval, double Passed) Interval()
    {
        var (interval, ticks) = long.DivRem(clock.GetUtcNow().Ticks, policy.Window.Ticks);
        return (interval, (double)ticks / policy.Window.Ticks);
    }

    private double Earlier(string client, long interval, double passed) =>
        _requests.TryGetValue((client, interval - 1), out var count) ? count * (1 - passed) : 0;
}

namespace RateLimiter;

public sealed partial class ViolationLimiter
{
    /// <summary>Violations of all clients.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Counts a request, also of a client that is blocked. False: it is blocked, or this is one too many, which is a violation.</summary>
    public bool TryRequest(string client)
    {
        var (interval, passed) = Interval();
        var key = (client, interval);
        var current = _requests.AddOrUpdate(key, 1, (_, count) => count + 1);
        _requests.TryRemove((client, interval - 2), out _);
        if (current + Earlier(client, interval, passed) <= policy.RequestsPerWindow) return !IsBlocked(client);

        RecordViolation(client, "too many requests");
        return false;
    }

    /// <summary>Counts a violation. Returns the client's violations, this one included.</summary>
    public int RecordViolation(string client, string reason)
    {
        Interlocked.Increment(ref _total);

        // The weight is taken before: an update factory runs again when another caller was faster.
        var weight = policy.WeightOf(reason);
        var updated = _violations.AddOrUpdate(client, weight, (_, count) => count + weight);

        if (updated >= policy.Threshold) Block(client, policy.BlockFor);
        return updated;
    }
}

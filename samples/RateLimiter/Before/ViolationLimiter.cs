namespace RateLimiter;

public sealed partial class ViolationLimiter
{
    /// <summary>Violations of all clients.</summary>
    public long Total => _total;

    /// <summary>Counts a request, also of a client that is blocked. False: it is blocked, or this is one too many, which is a violation.</summary>
    public bool TryRequest(string client)
    {
        var (interval, passed) = Interval();
        var key = (client, interval);
        _requests.TryGetValue(key, out var count);
        var current = count + 1;
        _requests[key] = current; // RACE1001
        _requests.TryRemove((client, interval - 2), out _);
        if (current + Earlier(client, interval, passed) <= policy.RequestsPerWindow) return !IsBlocked(client);

        RecordViolation(client, "too many requests");
        return false;
    }

    /// <summary>Counts a violation. Returns the client's violations, this one included.</summary>
    public int RecordViolation(string client, string reason)
    {
        _total++; // RACE1010

        _violations.TryGetValue(client, out var count);
        var updated = count + policy.WeightOf(reason);
        _violations[client] = updated; // RACE1001

        if (updated >= policy.Threshold) Block(client, policy.BlockFor);
        return updated;
    }
}

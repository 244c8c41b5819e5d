namespace RateLimiter;

/// <summary>What a violation weighs, and what follows.</summary>
public interface IViolationPolicy
{
    /// <summary>A client with as many violations is blocked.</summary>
    int Threshold { get; }

    /// <summary>For how long.</summary>
    TimeSpan BlockFor { get; }

    /// <summary>Length of the sliding window.</summary>
    TimeSpan Window { get; }

    /// <summary>Requests that a client may make in a window.</summary>
    int RequestsPerWindow { get; }

    /// <summary>How many violations one for that reason counts as.</summary>
    int WeightOf(string reason);
}

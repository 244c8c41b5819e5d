using StackExchange.Redis;

namespace EventStore;

/// <summary>Where an aggregate lives. The hash tag keeps both keys on one node of a cluster.</summary>
public static class Keys
{
    /// <summary>A string: how many events were appended to all aggregates.</summary>
    public static RedisKey Total => "eventstore:total";

    /// <summary>A string: the last number given.</summary>
    public static RedisKey Sequence(string aggregate) => $"{{{aggregate}}}:sequence";

    /// <summary>A hash: number to payload.</summary>
    public static RedisKey Events(string aggregate) => $"{{{aggregate}}}:events";
}

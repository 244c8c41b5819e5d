namespace RaceSafe;

/// <summary>
/// The scripts. KEYS[1] is the lock, which holds token and fence as <c>token:fence</c> and expires with the lease; KEYS[2] keeps the last fence, in the same
/// slot. ARGV[1] is the token, 32 characters.
/// </summary>
/// <remarks>
/// A fence is the server's clock in microseconds, or one more than the fence before where that is higher: so it rises even when the server has lost its data, as long as its
/// clock is not set back. The last fence is kept for 30 days by that same clock, so names that are used no more cost nothing for ever.
/// Numbers stay below 2^53 until the year 2255, so Lua's doubles hold them exactly.
/// </remarks>
internal static class LockScripts
{
    private const string KeepFence = "redis.call('SET', KEYS[2], fence, 'PX', 2592000000)";

    /// <summary>Replies the fence, or when another holds the lock the negative rest of its lease in ms.</summary>
    public const string Acquire = $"""
        local held = redis.call('GET', KEYS[1])
        if held then
          if string.sub(held, 1, 32) ~= ARGV[1] then return -math.max(1, redis.call('PTTL', KEYS[1])) end
          redis.call('PEXPIRE', KEYS[1], ARGV[2])
          return tonumber(string.sub(held, 34))
        end
        local time = redis.call('TIME')
        local number = math.max(tonumber(redis.call('GET', KEYS[2]) or '0') + 1, time[1] * 1000000 + time[2])
        local fence = string.format('%.0f', number)
        {KeepFence}
        redis.call('SET', KEYS[1], ARGV[1] .. ':' .. fence, 'PX', ARGV[2])
        return number
        """;

    /// <summary>Replies 1 when the lease was begun anew, 0 when the token does not hold the lock: a lock that is gone is not made again.</summary>
    public const string Extend = """
        local held = redis.call('GET', KEYS[1])
        if not held or string.sub(held, 1, 32) ~= ARGV[1] then return 0 end
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    /// <summary>Raises the fence of a lock that the token holds; of a quorum all must know the highest. Replies 1 when it holds it.</summary>
    public const string Raise = $"""
        local held = redis.call('GET', KEYS[1])
        if not held or string.sub(held, 1, 32) ~= ARGV[1] then return 0 end
        local fence = ARGV[2]
        if tonumber(string.sub(held, 34)) < tonumber(fence) then
          {KeepFence}
          redis.call('SET', KEYS[1], ARGV[1] .. ':' .. fence, 'KEEPTTL')
        end
        return 1
        """;

    /// <summary>Frees the lock and tells those who listen on the channel ARGV[2].</summary>
    public const string Release = """
        local held = redis.call('GET', KEYS[1])
        if not held or string.sub(held, 1, 32) ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[1])
        redis.call('PUBLISH', ARGV[2], '')
        return 1
        """;
}

namespace RaceSafe;

/// <summary>
/// The scripts. KEYS[1] is the lock: the token of the holder (32 characters, minus signs when it was freed), its fence and the begin of its lease in microseconds by the server's clock (16 digits each), and
/// the length of the lease in microseconds, joined by colons. ARGV[1] is the token, ARGV[2] the lease.
/// </summary>
/// <remarks>
/// A fence is the server's clock in microseconds, or one more than the fence before where that is higher: so it rises even when the server has lost its data, as long as its
/// clock is not set back. The key outlives the lock by 30 days for that, so names that are used no more cost nothing for ever. One key is read once and written once per step, and times stay text
/// where nobody calculates with them: 16 digits, from 2001 to 2286, compare as text as they do as numbers. Numbers stay below 2^53 until the year 2255, so Lua's doubles hold them exactly.
/// </remarks>
internal static class LockScripts
{
    private const string Look = """
        local held = redis.call('GET', KEYS[1])
        local time = redis.call('TIME')
        local now = time[1] .. string.sub('00000' .. time[2], -6)
        local left = 0
        if held and string.byte(held) ~= 45 then left = string.sub(held, 51, 66) + string.sub(held, 68) - now end
        local mine = left > 0 and string.sub(held, 1, 32) == ARGV[1]

        """;

    private const string Keep = "'PX', 2592000000";

    /// <summary>Replies the fence, or when another holds the lock the negative rest of its lease in milliseconds.</summary>
    public static Script Acquire { get; } = new($"""
        {Look}
        local fence = now
        if mine then fence = string.sub(held, 34, 49)
        elseif left > 0 then return -math.ceil(left / 1000)
        elseif held and string.sub(held, 34, 49) >= now then fence = string.format('%016.0f', string.sub(held, 34, 49) + 1) end
        redis.call('SET', KEYS[1], ARGV[1] .. ':' .. fence .. ':' .. now .. ':' .. ARGV[2], {Keep})
        return tonumber(fence)
        """);

    /// <summary>Replies 1 when the lease was begun anew, 0 when the token does not hold the lock: a lock that is over is not made again.</summary>
    public static Script Extend { get; } = new($"""
        {Look}
        if not mine then return 0 end
        redis.call('SET', KEYS[1], string.sub(held, 1, 50) .. now .. ':' .. ARGV[2], {Keep})
        return 1
        """);

    /// <summary>Raises the fence of a lock that the token holds to ARGV[2]; of a quorum all must know the highest. Replies 1 when it holds it.</summary>
    public static Script Raise { get; } = new($"""
        {Look}
        if not mine then return 0 end
        if tonumber(string.sub(held, 34, 49)) < tonumber(ARGV[2]) then
          redis.call('SET', KEYS[1], string.sub(held, 1, 33) .. string.format('%016.0f', ARGV[2]) .. string.sub(held, 50), {Keep})
        end
        return 1
        """);

    /// <summary>Frees the lock and tells those who listen on the channel ARGV[2]. What is left tells the next fence.</summary>
    public static Script Release { get; } = new("""
        local held = redis.call('GET', KEYS[1])
        if not held or string.sub(held, 1, 32) ~= ARGV[1] then return 0 end
        redis.call('SETRANGE', KEYS[1], 0, '--------------------------------')
        redis.call('PUBLISH', ARGV[2], '')
        return 1
        """);
}

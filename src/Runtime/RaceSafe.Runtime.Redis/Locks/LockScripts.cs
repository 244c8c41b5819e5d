namespace RaceSafe;

/// <summary>
/// The scripts. KEYS[1] is the lock: the token of the holder (32 characters, the first a minus sign when it was freed), a colon or, when somebody waits, an exclamation mark, its fence and the begin of its
/// lease in microseconds by the server's clock (16 digits each), and the length of the lease in microseconds, these three joined by colons. ARGV[1] is the token, ARGV[2] the lease.
/// </summary>
/// <remarks>
/// <para>
/// A fence is the server's clock in microseconds, or one more than the fence before where that is higher: so it rises even when the server has lost its data or some of it, as long as its
/// clock is not set back. That is why each step reads the clock: a counter alone would give fences again that were given before a restart or a failover. The key outlives the lock by a month for that, so names that are used no more cost nothing for ever.
/// </para>
/// <para>
/// The server spends most of a script on its calls and on making text of numbers, so: one key, read once and written once; in place, when its time to live has been set in the same 10^11 µs (28 hours); arguments of
/// calls are text; times stay text where nobody calculates with them: 16 digits, from 2001 to 2286, compare as text as they do as numbers. Numbers stay below 2^53 until the year 2255, so Lua's doubles hold them exactly.
/// </para>
/// </remarks>
internal static class LockScripts
{
    private const string Keep = "'PX', '2592000000'";

    private const string Now = """
        local time = redis.call('TIME')
        local now = time[1] .. string.sub('00000' .. time[2], -6)

        """;

    private const string Look = "local held = redis.call('GET', KEYS[1])\n" + Now + """
        local left = 0
        if held and string.byte(held) ~= 45 then left = string.sub(held, 51, 66) + string.sub(held, 68) - now end
        local mine = left > 0 and string.sub(held, 1, 32) == ARGV[1]

        """;

    /// <summary>Replies the fence, or when another holds the lock the negative rest of its lease in milliseconds.</summary>
    public static Script Acquire { get; } = new(AcquireOr(""));

    /// <summary>As <see cref="Acquire"/>, for who listens: when another holds the lock, its release tells so.</summary>
    public static Script AcquireOrWait { get; } = new(AcquireOr("if mark == ':' then redis.call('SETRANGE', KEYS[1], '32', '!') end"));

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

    /// <summary>Frees the lock, and tells those who listen on the channel of its name when there are any. What is left tells the next fence.</summary>
    public static Script Release { get; } = new("""
        local held = redis.call('GET', KEYS[1])
        if not held or string.sub(held, 1, 32) ~= ARGV[1] then return 0 end
        redis.call('SETRANGE', KEYS[1], '0', '-')
        if string.byte(held, 33) ~= 58 then redis.call('PUBLISH', KEYS[1], '') end
        return 1
        """);

    private static string AcquireOr(string wait) => "local held = redis.call('GET', KEYS[1])\n" + Now + $"""
        if not held then
          redis.call('SET', KEYS[1], ARGV[1] .. ':' .. now .. ':' .. now .. ':' .. ARGV[2], {Keep})
          return tonumber(now)
        end
        local fence, mark, left = string.sub(held, 34, 49), ':', 0
        if string.byte(held) ~= 45 then
          mark = string.sub(held, 33, 33)
          left = string.sub(held, 51, 66) + string.sub(held, 68) - now
          if left > 0 and string.sub(held, 1, 32) ~= ARGV[1] then
            {wait}
            return -math.ceil(left / 1000)
          end
        end
        if left <= 0 then fence = fence < now and now or string.format('%016.0f', fence + 1) end
        local value = ARGV[1] .. mark .. fence .. ':' .. now .. ':' .. ARGV[2]
        if #value == #held and string.sub(held, 51, 55) == string.sub(now, 1, 5) then redis.call('SETRANGE', KEYS[1], '0', value)
        else redis.call('SET', KEYS[1], value, {Keep}) end
        return tonumber(fence)
        """;
}

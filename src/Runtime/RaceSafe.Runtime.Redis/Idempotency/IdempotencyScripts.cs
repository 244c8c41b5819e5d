using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// The scripts of <see cref="RedisIdempotencyStore"/>. KEYS[1] is a hash: o owner, f fence, q fingerprint of the request, u end of the lease in milliseconds by the server's clock,
/// s state (C claimed, D done, F given up), r result. ARGV[1] is the owner. All may be sent again: an owner is recognized.
/// </summary>
internal static class IdempotencyScripts
{
    private const string Look = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local held = redis.call('HMGET', KEYS[1], 's', 'o', 'f', 'q', 'u')
        local state, owner, fence, request = held[1], held[2], held[3], held[4]
        local left = state == 'C' and tonumber(held[5]) - now or 0
        local function tell(letter, tookOver)
          return letter .. fence .. ':' .. string.format('%.0f', left > 0 and left or 0) .. ':' .. (tookOver and 1 or 0) .. ':' .. request .. ':'
        end
        if state == 'D' then return tell('D') .. redis.call('HGET', KEYS[1], 'r') end

        """;

    /// <summary>ARGV: owner, request, lease in milliseconds.</summary>
    public static ScriptCommand<IdempotencyRecord> Claim { get; } = new OwnedCommand<IdempotencyRecord>("idempotency_claim", Look + """
        if state == 'C' and owner == ARGV[1] then return tell('M') end
        local lapsed = state == 'C' and left <= 0 and request == ARGV[2]
        if state == 'C' and not lapsed then return tell('I') end
        local next = time[1] * 1000000 + time[2]
        if fence and tonumber(fence) >= next then next = tonumber(fence) + 1 end
        fence, request, left = string.format('%.0f', next), ARGV[2], tonumber(ARGV[3])
        redis.call('HSET', KEYS[1], 's', 'C', 'o', ARGV[1], 'f', fence, 'q', request, 'u', string.format('%.0f', now + left))
        redis.call('PEXPIRE', KEYS[1], string.format('%.0f', 2 * left))
        return tell('M', lapsed)
        """, Record);

    public static ScriptCommand<IdempotencyRecord> Read { get; } = new OwnedCommand<IdempotencyRecord>("idempotency_read", Look + """
        if state == 'C' then return tell('I') end
        return 'F'
        """, Record);

    /// <summary>ARGV: owner, lease in milliseconds.</summary>
    public static ScriptCommand<bool> Renew { get; } = new OwnedCommand<bool>("idempotency_renew", """
        local held = redis.call('HMGET', KEYS[1], 'o', 's')
        if held[1] ~= ARGV[1] or held[2] ~= 'C' then return 0 end
        local time = redis.call('TIME')
        redis.call('HSET', KEYS[1], 'u', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2]))
        redis.call('PEXPIRE', KEYS[1], string.format('%.0f', 2 * ARGV[2]))
        return 1
        """, Flag);

    /// <summary>ARGV: owner, result, time to live in milliseconds.</summary>
    public static ScriptCommand<bool> Complete { get; } = new OwnedCommand<bool>("idempotency_complete", """
        local held = redis.call('HMGET', KEYS[1], 'o', 's')
        if held[1] ~= ARGV[1] or held[2] == 'F' then return 0 end
        redis.call('HSET', KEYS[1], 's', 'D', 'r', ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        return 1
        """, Flag);

    /// <summary>ARGV: owner. The fence stays for the next claim until the lease would have been forgotten.</summary>
    public static ScriptCommand<bool> Abandon { get; } = new OwnedCommand<bool>("idempotency_abandon", """
        local held = redis.call('HMGET', KEYS[1], 'o', 's')
        if held[1] ~= ARGV[1] or held[2] ~= 'C' then return 0 end
        redis.call('HSET', KEYS[1], 's', 'F')
        return 1
        """, Flag);

    private static bool Flag(RedisResult reply, in Step<bool> step) => (long)reply == 1;

    // A letter, then fence, time left, whether taken over, fingerprint, each ended by a colon, then the result.
    private static IdempotencyRecord Record(RedisResult reply, in Step<IdempotencyRecord> step)
    {
        var bytes = ((byte[]?)reply)!;
        if (bytes[0] == 'F') return default;
        Span<int> ends = stackalloc int[4];
        var at = 0;
        for (var field = 0; field < ends.Length; field++) at = (ends[field] = at + bytes.AsSpan(at).IndexOf((byte)':')) + 1;
        return new(
            (char)bytes[0] switch { 'M' => IdempotencyState.Mine, 'D' => IdempotencyState.Done, _ => IdempotencyState.InFlight },
            long.Parse(bytes.AsSpan(1, ends[0] - 1), CultureInfo.InvariantCulture),
            Encoding.ASCII.GetString(bytes, ends[2] + 1, ends[3] - ends[2] - 1),
            TimeSpan.FromMilliseconds((double)long.Parse(bytes.AsSpan(ends[0] + 1, ends[1] - ends[0] - 1), CultureInfo.InvariantCulture)),
            bytes[ends[1] + 1] == '1',
            bytes[0] == 'D' ? bytes[at..] : null);
    }

    private sealed class OwnedCommand<T>(string name, string text, ReadReply<T> read) : ScriptCommand<T>(name, text, read)
    {
        public override bool Repeatable => true;
    }
}

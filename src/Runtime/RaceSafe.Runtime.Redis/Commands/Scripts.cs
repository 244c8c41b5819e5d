using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// The scripts. KEYS[1] is the key, KEYS[2] the record of the operation id; with one, the last of ARGV is the lifetime of the record in milliseconds. They reply with the bare
/// number when it was applied and is exact, which costs client and server least, else with one string: the outcome as a letter (A applied, P replayed, R refused), then
/// the payload: digits, or '+' and bytes, or '-' for nothing. A record holds the payload of the first reply.
/// </summary>
/// <remarks>
/// A script that fails half-way is not undone, so everything that can fail comes before the first write, or fails in it. Lua numbers are
/// doubles: what may exceed 2^53 is compared as digits, added by INCRBY, and read back by GET.
/// </remarks>
internal static class Scripts
{
    private const string Recall = """
        if KEYS[2] then
          local first = redis.call('GET', KEYS[2])
          if first then return 'P' .. first end
        end

        """;

    // ARGV[2]: '0' none, digits when the key has no time to live, '-' and digits in any case. PTTL because PEXPIRE NX needs Redis 7.
    private const string Expire = """
        if ARGV[2] ~= '0' then
          if string.sub(ARGV[2], 1, 1) == '-' then redis.call('PEXPIRE', KEYS[1], string.sub(ARGV[2], 2))
          elseif redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
        end

        """;

    // EXISTS because Garnet, inside a script, answers GET of a hash with nothing.
    private const string Current = """
        local current = redis.call('GET', KEYS[1])
        if not current and redis.call('EXISTS', KEYS[1]) == 1 then
          return redis.error_reply('WRONGTYPE Operation against a key holding the wrong kind of value')
        end

        """;

    private const string Exact = "n > -9007199254740992 and n < 9007199254740992";

    /// <summary>ARGV: by, time to live.</summary>
    public static ScriptCommand<AtomicResult<long>> Increment { get; } = new("increment",
        Recall + "local n = redis.call('INCRBY', KEYS[1], ARGV[1])\n" + Added("redis.call('GET', KEYS[1])"), Replies.Number);

    /// <summary>ARGV: by, time to live, field.</summary>
    public static ScriptCommand<AtomicResult<long>> HashIncrement { get; } = new("increment",
        Recall + "local n = redis.call('HINCRBY', KEYS[1], ARGV[3], ARGV[1])\n" + Added("redis.call('HGET', KEYS[1], ARGV[3])"), Replies.Number);

    /// <summary>
    /// ARGV: by, time to live, lowest and highest current value that may be added to (empty: any), and to saturate: min and max. A current value below 2^53 is compared as
    /// a number, which is right whatever the bounds are; INCRBY refuses what is none.
    /// </summary>
    public static ScriptCommand<AtomicResult<long>> TryIncrement { get; } = new("try_increment", Recall + Current + $$"""
        current = current or '0'
        local n = tonumber(current)
        local fromLow, toHigh = tonumber(ARGV[3]), tonumber(ARGV[4])
        if n and {{Exact}} and (not fromLow or n >= fromLow) and (not toHigh or n <= toHigh) then
          n = redis.call('INCRBY', KEYS[1], ARGV[1])
        else
          local function atMost(a, b)
            local negative = string.sub(a, 1, 1) == '-'
            if negative ~= (string.sub(b, 1, 1) == '-') then return negative end
            if #a ~= #b then return (#a < #b) ~= negative end
            if negative then return a >= b end
            return a <= b
          end
          if not (current == '0' or string.find(current, '^%-?[1-9]%d*$'))
              or not (atMost('-9223372036854775808', current) and atMost(current, '9223372036854775807')) then
            return redis.error_reply('ERR value is not an integer or out of range')
          end
          local low, high = fromLow and not atMost(ARGV[3], current), toHigh and not atMost(current, ARGV[4])
          if low or high then
            if #ARGV < 6 then return 'R' .. current end
            redis.call('SET', KEYS[1], low and ARGV[5] or ARGV[6], 'KEEPTTL')
            n = tonumber(low and ARGV[5] or ARGV[6])
          else
            n = redis.call('INCRBY', KEYS[1], ARGV[1])
          end
        end

        """ + Added("redis.call('GET', KEYS[1])"), Replies.Number);

    /// <summary>ARGV: flags (expected there, value there), time to live, expected, value.</summary>
    public static ScriptCommand<AtomicResult<RedisValue>> CompareAndSet { get; } = new("compare_and_set",
        Recall + Current + Compare + """
        if string.sub(ARGV[1], 2) == '0' then redis.call('DEL', KEYS[1])
        elseif ARGV[2] == '0' then redis.call('SET', KEYS[1], ARGV[4], 'KEEPTTL')
        else redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[2]) end

        """ + Compared, Replies.Value);

    /// <summary>ARGV: as <see cref="CompareAndSet"/>, then the field.</summary>
    public static ScriptCommand<AtomicResult<RedisValue>> HashCompareAndSet { get; } = new("hash_compare_and_set",
        Recall + "local current = redis.call('HGET', KEYS[1], ARGV[5])\n" + Compare + """
        if string.sub(ARGV[1], 2) == '0' then redis.call('HDEL', KEYS[1], ARGV[5])
        else redis.call('HSET', KEYS[1], ARGV[5], ARGV[4]) end
        if ARGV[2] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end

        """ + Compared, Replies.Value);

    /// <summary>Reads and removes.</summary>
    public static ScriptCommand<AtomicResult<RedisValue>> Take { get; } = new("take", Recall + Current + """
        if not current then return 'R-' end
        redis.call('DEL', KEYS[1])
        if KEYS[2] then redis.call('SET', KEYS[2], '+' .. current, 'PX', ARGV[1]) end
        return 'A+' .. current
        """, Replies.Value);

    /// <summary>ARGV: value, time to live.</summary>
    public static ScriptCommand<AtomicResult<RedisValue>> Claim { get; } = new ClaimCommand(Current + """
        if current then return (current == ARGV[1] and 'P+' or 'R+') .. current end
        if ARGV[2] == '0' then redis.call('SET', KEYS[1], ARGV[1])
        else redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
        return 1
        """);

    // The number goes back as it is where that is exact and nothing else is to be told: the cheapest reply.
    private static string Added(string readBack) => Expire + $"""
        local exact = {Exact}
        if exact and not KEYS[2] then return n end
        local digits = exact and string.format('%.0f', n) or {readBack}
        if KEYS[2] then redis.call('SET', KEYS[2], digits, 'PX', ARGV[#ARGV]) end
        return exact and n or 'A' .. digits
        """;

    private const string Compare = """
        if current ~= (string.sub(ARGV[1], 1, 1) == '1' and ARGV[3]) then return current and 'R+' .. current or 'R-' end

        """;

    private const string Compared = """
        if KEYS[2] then redis.call('SET', KEYS[2], string.sub(ARGV[1], 2) == '1' and '+' .. ARGV[4] or '-', 'PX', ARGV[#ARGV]) end
        return 1
        """;

    private sealed class ClaimCommand(string text) : ScriptCommand<AtomicResult<RedisValue>>("claim", text, Replies.Value)
    {
        public override bool Repeatable => true;

        public override bool LeavesTrace => true;

        public override async Task<bool> FindTraceAsync(IDatabase database, Step<AtomicResult<RedisValue>> step) =>
            await database.StringGetAsync(step.Key, CommandFlags.DemandMaster).ConfigureAwait(false) == step.Value;
    }
}

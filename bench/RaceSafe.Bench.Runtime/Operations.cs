using StackExchange.Redis;

namespace RaceSafe.Bench.Runtime;

/// <summary>What is measured: increments in all forms, and compare-and-set loops.</summary>
internal static class Operations
{
    private const long Cap = 1_000_000_000;
    private static readonly TimeSpan Ttl = TimeSpan.FromHours(1);
    private static readonly int[] Callers = [1, 16, 64];

    public static Operation[] All(IDatabase database) =>
    [
        new("increment", Callers, 1,
        [
            new("RaceSafe", async (db, key) => await db.IncrementAsync(key) > 0),
            new("by hand: INCR", async (db, key) => await db.StringIncrementAsync(key) > 0),
            new("racy: GET, SET", RacyIncrementAsync),
        ], CounterAsync),
        new("increment with expiry", Callers, 1,
        [
            new("RaceSafe", async (db, key) => await db.IncrementAsync(key, ttl: Ttl) > 0),
            new("by hand: script", async (db, key) => (long)await db.ScriptEvaluateAsync(
                "local n = redis.call('INCRBY', KEYS[1], ARGV[1]) redis.call('PEXPIRE', KEYS[1], ARGV[2], 'NX') return n", [key], [1, 3_600_000]) > 0),
            new("racy: INCR, EXPIRE", async (db, key) => await db.StringIncrementAsync(key) > 0 && await db.KeyExpireAsync(key, Ttl)),
        ], CounterAsync),
        new("increment exactly once", Callers, 1,
        [
            new("RaceSafe", async (db, key) => await db.IncrementAsync(key, operationId: OperationId.New()) > 0),
            new("by hand: script", async (db, key) => (long)await db.ScriptEvaluateAsync(
                """
                local first = redis.call('GET', KEYS[2]) if first then return tonumber(first) end
                local n = redis.call('INCRBY', KEYS[1], 1) redis.call('SET', KEYS[2], n, 'PX', 600000) return n
                """, [key, $"op:{Guid.NewGuid():N}"], []) > 0),
            new("plain: INCR", async (db, key) => await db.StringIncrementAsync(key) > 0),
        ], CounterAsync),
        new("conditional increment", Callers, 1,
        [
            new("RaceSafe", async (db, key) => (await db.TryIncrementAsync(key, max: Cap)).Succeeded),
            new("by hand: script", async (db, key) => (long)await db.ScriptEvaluateAsync(
                "local n = tonumber(redis.call('GET', KEYS[1]) or '0') if n + ARGV[1] > tonumber(ARGV[2]) then return -1 end return redis.call('INCRBY', KEYS[1], ARGV[1])",
                [key], [1, Cap]) > 0),
            new("racy: GET, INCR", async (db, key) => (long)await db.StringGetAsync(key) < Cap && await db.StringIncrementAsync(key) > 0),
        ], CounterAsync),
        new("hash increment", Callers, 1,
        [
            new("RaceSafe", async (db, key) => await db.HashIncrementAsync(key, "f", by: 1) > 0),
            new("by hand: HINCRBY", async (db, key) => await db.HashIncrementAsync(key, "f") > 0),
        ], async (db, key) => (long)await db.HashGetAsync(key, "f")),
        new("sequence, single", Callers, 1,
        [
            new("RaceSafe", async (db, key) => await db.NextSequenceAsync(key) > 0),
            new("by hand: INCR", async (db, key) => await db.StringIncrementAsync(key) > 0),
        ], CounterAsync),
        Blocks(database),
        Update("update loop, 1 hot key", 1),
        Update("update loop, 64 keys", 64),
    ];

    private static Operation Blocks(IDatabase database)
    {
        // A block is used up by its object, so the key counts blocks and not calls: uniqueness is the tests' business.
        var sequence = new SequenceGapsAllowed(database.AsAtomicStore(), "blocks", 100);
        return new("sequence, blocks of 100", Callers, 1,
        [
            new("RaceSafe", async (_, _) => await sequence.NextAsync() > 0),
            new("by hand: INCR", async (db, key) => await db.StringIncrementAsync(key) > 0),
        ], (_, _) => Task.FromResult(-1L));
    }

    private static Operation Update(string name, int keys) => new(name, [64], keys,
    [
        new("RaceSafe", async (db, key) => (long)await db.UpdateAsync(key, held => (long)held + 1) > 0),
        new("by hand: GET, script", ScriptLoopAsync),
        new("by hand: WATCH", WatchLoopAsync),
        new("racy: GET, SET", RacyIncrementAsync),
    ], CounterAsync);

    private static async Task<bool> RacyIncrementAsync(IDatabase db, RedisKey key) => await db.StringSetAsync(key, (long)await db.StringGetAsync(key) + 1);

    private static async Task<bool> ScriptLoopAsync(IDatabase db, RedisKey key)
    {
        const string compareAndSet = """
            local current = redis.call('GET', KEYS[1])
            if (current or '') ~= ARGV[1] then return current end
            redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
            return ''
            """;
        var held = await db.StringGetAsync(key);
        for (var miss = 0; ; miss++)
        {
            var reply = (RedisValue)await db.ScriptEvaluateAsync(compareAndSet, [key], [held.IsNull ? "" : held, (long)held + 1]);
            if (reply == "") return true;
            held = reply;
            if (miss >= 3) await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(20, 1 << Math.Min(miss, 5))) * Random.Shared.NextDouble());
        }
    }

    private static async Task<bool> WatchLoopAsync(IDatabase db, RedisKey key)
    {
        for (var miss = 0; ; miss++)
        {
            var held = await db.StringGetAsync(key);
            var transaction = db.CreateTransaction();
            transaction.AddCondition(held.IsNull ? Condition.KeyNotExists(key) : Condition.StringEqual(key, held));
            _ = transaction.StringSetAsync(key, (long)held + 1);
            if (await transaction.ExecuteAsync()) return true;
            if (miss >= 3) await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(20, 1 << Math.Min(miss, 5))) * Random.Shared.NextDouble());
        }
    }

    private static async Task<long> CounterAsync(IDatabase db, RedisKey key) => (long)await db.StringGetAsync(key);
}

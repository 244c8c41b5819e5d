using StackExchange.Redis;

namespace RaceSafe.Bench.Runtime;

/// <summary>A lock taken and given back, by callers that each have a lock of their own.</summary>
internal static class LockPairs
{
    private const string Acquire = """
        if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        local fence = redis.call('INCR', KEYS[2])
        redis.call('SET', KEYS[1], ARGV[1], 'PX', 30000)
        return fence
        """;

    private const string Release = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

    public static Operation[] All(IDatabase database) => [.. new[] { 1, 64 }.Select(callers => Pairs(database, callers))];

    private static Operation Pairs(IDatabase database, int callers)
    {
        var locks = new RedisLockProvider(database.Multiplexer);
        return new("lock and release, not contended", [callers], callers,
        [
            new("RaceSafe", async (_, key) =>
            {
                await using var held = await locks.TryAcquireAsync(key!);
                return held is not null;
            }),
            new("by hand: two scripts, fence", async (db, key) =>
            {
                var token = Guid.NewGuid().ToString("N");
                var fence = (long)await db.ScriptEvaluateAsync(Acquire, [key, key.Append(":fence")], [token]);
                return fence > 0 && (long)await db.ScriptEvaluateAsync(Release, [key], [token]) == 1;
            }),
            new("by hand: LockTake, LockRelease", async (db, key) =>
            {
                var token = Guid.NewGuid().ToString("N");
                return await db.LockTakeAsync(key, token, TimeSpan.FromSeconds(30)) && await db.LockReleaseAsync(key, token);
            }),
        ], (_, _) => Task.FromResult(-1L));
    }
}

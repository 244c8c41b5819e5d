using StackExchange.Redis;

namespace RaceSafe.Bench.Runtime;

/// <summary>Idempotency (a miss, a hit, 16 duplicates of which one works) and what a listener costs.</summary>
internal static class Once
{
    private const int Duplicates = 16;
    private static readonly RequestFingerprint Request = RequestFingerprint.OfParts("bench");
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(2);

    public static Operation[] All(IConnectionMultiplexer connection)
    {
        var idempotency = new Idempotency(new RedisIdempotencyStore(connection));
        return
        [
            new("idempotency, miss", [1, 16], 1,
            [
                new("RaceSafe", async (_, _) => (await idempotency.ExecuteAsync(IdempotencyKey.Create("bench", Guid.NewGuid()), Request, Nothing)).Value.Length == 1),
                new("by hand: SET NX, SET", async (db, _) =>
                {
                    RedisKey key = $"hand:{Guid.NewGuid():N}";
                    return await db.StringSetAsync(key, "claimed", TimeSpan.FromSeconds(30), When.NotExists) && await db.StringSetAsync(key, "result", TimeSpan.FromHours(24));
                }),
                new("racy: GET, SET", async (db, _) =>
                {
                    RedisKey key = $"racy:{Guid.NewGuid():N}";
                    return (await db.StringGetAsync(key)).IsNull && await db.StringSetAsync(key, "result", TimeSpan.FromHours(24));
                }),
            ], Unchecked),
            new("idempotency, hit", [1, 16], 1,
            [
                new("RaceSafe", async (_, key) => (await idempotency.ExecuteAsync(IdempotencyKey.Create("bench", (string)key!), Request, Nothing)).Value.Length == 1),
                new("by hand: GET", async (db, key) => !(await db.StringGetAsync(key)).IsNull || await db.StringSetAsync(key, "result", TimeSpan.FromHours(24))),
            ], Unchecked),
            new("idempotency, 16 duplicates of work of 2 ms", [1], 1,
            [
                new("RaceSafe", (_, _) => TogetherAsync(idempotency)),
                new("by hand: SET NX, poll every 2 ms", (db, _) => TogetherAsync(db)),
            ], Unchecked),
            new("a listener to the meter", [1, 16], 1,
            [
                new("INCR with expiry, listened to", async (db, key) => { Listener.Set(true); return await db.IncrementAsync(key, ttl: TimeSpan.FromHours(1)) > 0; }),
                new("INCR with expiry", async (db, key) => { Listener.Set(false); return await db.IncrementAsync(key, ttl: TimeSpan.FromHours(1)) > 0; }),
            ], async (db, key) => { Listener.Set(false); return (long)await db.StringGetAsync(key); }),
        ];
    }

    private static Task<byte[]> Nothing(IdempotencyClaim claim, CancellationToken cancellationToken) => Task.FromResult<byte[]>([1]);

    private static Task<long> Unchecked(IDatabase database, RedisKey key) => Task.FromResult(-1L);

    private static async Task<bool> TogetherAsync(Idempotency idempotency)
    {
        var (key, runs) = (IdempotencyKey.Create("bench", Guid.NewGuid()), 0);
        await Task.WhenAll(Enumerable.Range(0, Duplicates).Select(_ => idempotency.ExecuteAsync(key, Request, async (_, ct) =>
        {
            Interlocked.Increment(ref runs);
            await Task.Delay(Work, ct);
            return [1];
        }).AsTask()));
        return runs == 1 ? true : throw new InvalidOperationException($"The work ran {runs} times.");
    }

    private static async Task<bool> TogetherAsync(IDatabase database)
    {
        RedisKey key = $"hand:{Guid.NewGuid():N}";
        await Task.WhenAll(Enumerable.Range(0, Duplicates).Select(async _ =>
        {
            if (await database.StringSetAsync(key, "claimed", TimeSpan.FromSeconds(30), When.NotExists))
            {
                await Task.Delay(Work);
                await database.StringSetAsync(key, "result", TimeSpan.FromHours(24));
            }
            else
            {
                while (await database.StringGetAsync(key) != "result") await Task.Delay(2);
            }
        }));
        return true;
    }
}

namespace RaceSafe.Cures.Tests.Caches;

/// <summary>One piece of code per fix of the cache and Redis family, as applications write it.</summary>
internal static partial class CacheCures
{
    private const string RedisCount = "    public async Task<long> StateAsync(string key) => (long)await db.StringGetAsync(key);";

    private const string CacheCount = """
            public async Task<long> StateAsync(string key) => long.Parse(await cache.GetStringAsync(key) ?? "0");
        """;

    private const string MemoryCount = "    public Task<long> StateAsync(string key) => Task.FromResult((long)memory.Get<int>(key));";

    /// <summary>A plain build takes client 1.2.6; the build of <c>eng/test.cs</c> takes the newest that the package sources have.</summary>
    public static bool HasNewerCommands { get; } = typeof(StackExchange.Redis.IDatabase).Assembly.GetType("StackExchange.Redis.SortedSetWhen") is not null;

    private const string OneWinner = "    public Task<long> StateAsync(string key) => Task.FromResult(1L);";

    /// <summary>What is lost here is not an update but the end of the key, when the caller dies between two commands.</summary>
    public static Cure Expiry { get; } = new("UseIncrementWithTtl: a window", RedisCount + """

        public async Task<bool> RunAsync(string key)
        {
            var hits = await db.StringIncrementAsync(key);
            if (hits == 1) await db.KeyExpireAsync(key, Window);
            return hits <= 10;
        }
    """);

    /// <summary>What is lost here is the lock of another, when the own lease ends between two commands.</summary>
    public static Cure Release { get; } = new("UseLockRelease: a lease that ends", """
        public string Token { get; } = "mine";

        public async Task<bool> RunAsync(string lockKey)
        {
            if (await db.StringGetAsync(lockKey) == Token) await db.KeyDeleteAsync(lockKey);
            return true;
        }
    """);

    /// <summary>The same, where both commands go in one batch, and the server refuses the second.</summary>
    public static Cure Batch { get; } = new("UseTransaction: a batch", RedisCount + """

        public async Task<bool> RunAsync(string key)
        {
            var batch = db.CreateBatch();
            var hits = batch.StringIncrementAsync(key);
            var expiry = batch.KeyExpireAsync(key, Window);
            batch.Execute();
            await Task.WhenAll(hits, expiry);
            return await hits <= 10;
        }
    """);

    /// <summary>Cures by commands that clients before 2.2 do not have.</summary>
    public static IReadOnlyList<Cure> Newer { get; } =
    [
        new("UseGetDelete: a one-time code", OneWinner + """

            public Task PrepareAsync(string key) => db.StringSetAsync(key, "user");

            public async Task<bool> RunAsync(string key) => await RedeemAsync(key) is not null;

            private async Task<string?> RedeemAsync(string key)
            {
                var user = await db.StringGetAsync(key);
                if (user.IsNull) return null;
                await db.KeyDeleteAsync(key);
                return user;
            }
        """) { Command = "StringGetDeleteAsync" },
        new("UseSortedSetWhen: the best score", """
            private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _turns = new();

            public async Task<long> StateAsync(string key) => (long)(await db.SortedSetScoreAsync(key, "me") ?? 0);

            public async Task<bool> RunAsync(string key)
            {
                await SubmitAsync(key, _turns.AddOrUpdate(key, 1, (_, turn) => turn + 1));
                return true;
            }

            private async Task SubmitAsync(string key, double score)
            {
                var best = await db.SortedSetScoreAsync(key, "me");
                if (best is null || score > best) await db.SortedSetAddAsync(key, "me", score);
            }
        """) { Command = "SortedSetWhen.GreaterThan" },
    ];

    public static IReadOnlyList<Cure> All { get; } = [.. Counts, .. Claims, .. HasNewerCommands ? Newer : []];

    /// <summary>Values that are computed from themselves.</summary>
    private static IReadOnlyList<Cure> Counts =>
    [
        new("UseRedisIncrement: a counter", RedisCount + """

            public async Task<bool> RunAsync(string key)
            {
                var count = (long)await db.StringGetAsync(key);
                await db.StringSetAsync(key, count + 1);
                return true;
            }
        """),
        new("UseRedisIncrement: a field of a hash", """
            public async Task<long> StateAsync(string key) => (long)await db.HashGetAsync(key, "sold");

            public async Task<bool> RunAsync(string key)
            {
                var sold = (int)await db.HashGetAsync(key, "sold");
                await db.HashSetAsync(key, "sold", sold + 1);
                return true;
            }
        """),
        new("UseCacheIncrement: a counter with a time to live", RedisCount + """

            public async Task<bool> RunAsync(string key)
            {
                var value = await db.StringGetAsync(key);
                var count = value.HasValue ? (int)value : 0;
                count++;
                await db.StringSetAsync(key, count, Window);
                return count > 0;
            }
        """),
        new("UseCacheIncrement: digits in a distributed cache", CacheCount + """

            public async Task<bool> RunAsync(string key)
            {
                var text = await cache.GetStringAsync(key);
                var count = string.IsNullOrEmpty(text) ? 0 : int.Parse(text);
                await cache.SetStringAsync(key, (count + 1).ToString(), Options);
                return true;
            }
        """),
        new("UseCacheTryIncrement: a limit", """
            public Task<long> StateAsync(string key) => Task.FromResult(2L);

            public async Task<bool> RunAsync(string key)
            {
                var count = (int)await db.StringGetAsync(key);
                if (count >= 2) return false;
                await db.StringSetAsync(key, count + 1, Window);
                return true;
            }
        """),
        new("UseCacheTryIncrement: a limit before an atomic increment", """
            public Task<long> StateAsync(string key) => Task.FromResult(2L);

            public async Task<bool> RunAsync(string key)
            {
                var count = (int)await db.StringGetAsync(key);
                if (count >= 2) return false;
                await db.StringIncrementAsync(key);
                return true;
            }
        """),
        new("UseCacheTryIncrement: stock that must be enough", """
            public Task PrepareAsync(string key) => db.StringSetAsync(key, 6);

            public Task<long> StateAsync(string key) => Task.FromResult(3L);

            public async Task<bool> RunAsync(string key)
            {
                var stock = (int)await db.StringGetAsync(key);
                if (stock < 2) return false;
                await db.StringDecrementAsync(key, 2);
                return true;
            }
        """),
        new("UseRedisIncrement: a score of a sorted set", """
            public async Task<long> StateAsync(string key) => (long)(await db.SortedSetScoreAsync(key, "me") ?? 0);

            public async Task<bool> RunAsync(string key)
            {
                var points = await db.SortedSetScoreAsync(key, "me") ?? 0;
                await db.SortedSetAddAsync(key, "me", points + 1);
                return true;
            }
        """),
        new("UseCacheUpdate: an object in JSON on Redis", """
            public async Task<long> StateAsync(string key) => JsonSerializer.Deserialize<Cart>((await db.StringGetAsync(key)).ToString())!.Total;

            public async Task<bool> RunAsync(string key)
            {
                var value = await db.StringGetAsync(key);
                var cart = value.IsNull ? new Cart() : JsonSerializer.Deserialize<Cart>(value.ToString())!;
                cart.Total += 1;
                await db.StringSetAsync(key, JsonSerializer.Serialize(cart), Window);
                return cart.Total > 0;
            }
        """),
        new("UseCacheUpdate: an object in JSON in a distributed cache", """
            public Task PrepareAsync(string key) => cache.SetStringAsync(key, JsonSerializer.Serialize(new Cart()));

            public async Task<long> StateAsync(string key) => JsonSerializer.Deserialize<Cart>((await cache.GetStringAsync(key))!)!.Total;

            public async Task<bool> RunAsync(string key)
            {
                var json = await cache.GetStringAsync(key);
                if (json is null) return false;
                var cart = JsonSerializer.Deserialize<Cart>(json)!;
                cart.Total++;
                await cache.SetStringAsync(key, JsonSerializer.Serialize(cart), Options);
                return true;
            }
        """),
        new("UseCacheIncrement: a number in memory", MemoryCount + """

            public Task<bool> RunAsync(string key)
            {
                var count = memory.Get<int>(key);
                memory.Set(key, count + 1, Window);
                return Task.FromResult(true);
            }
        """),
        new("UseCacheUpdate: an object in memory that is replaced", """
            public record Total(int Sum);

            public Task PrepareAsync(string key) => Task.FromResult(memory.Set(key, new Total(0)));

            public Task<long> StateAsync(string key) => Task.FromResult((long)memory.Get<Total>(key)!.Sum);

            public Task<bool> RunAsync(string key)
            {
                var total = memory.Get<Total>(key);
                memory.Set(key, total! with { Sum = total.Sum + 1 });
                return Task.FromResult(true);
            }
        """),
        new("AddCondition: a transaction that is tried again", RedisCount + """

            public async Task<bool> RunAsync(string key)
            {
                while (true)
                {
                    var old = await db.StringGetAsync(key);
                    var transaction = db.CreateTransaction();
                    _ = transaction.StringSetAsync(key, (long)old + 1);
                    if (await transaction.ExecuteAsync()) return true;
                }
            }
        """),
    ];
}

namespace RaceSafe.Cures.Tests.Caches;

/// <summary>One piece of code per fix of the cache and Redis family, as applications write it.</summary>
internal static class CacheCures
{
    private const string RedisCount = "    public async Task<long> StateAsync(string key) => (long)await db.StringGetAsync(key);";

    private const string CacheCount = """
            public async Task<long> StateAsync(string key) => long.Parse(await cache.GetStringAsync(key) ?? "0");
        """;

    private const string MemoryCount = "    public Task<long> StateAsync(string key) => Task.FromResult((long)memory.Get<int>(key));";

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

    public static IReadOnlyList<Cure> All { get; } =
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
        new("UseNotExists: a marker", OneWinner + """

            public int Sent;

            public async Task<bool> RunAsync(string key)
            {
                if (await db.KeyExistsAsync(key)) return false;
                await db.StringSetAsync(key, "done", Window);
                await SendAsync();
                return true;
            }

            private Task SendAsync() => Task.FromResult(Interlocked.Increment(ref Sent));
        """),
        new("UseCacheClaim: a marker in a distributed cache", OneWinner + """

            public int Sent;

            public async Task<bool> RunAsync(string key)
            {
                var seen = await cache.GetStringAsync(key);
                if (seen is not null) return false;
                await cache.SetStringAsync(key, "1", Options);
                await SendAsync();
                return true;
            }

            private Task SendAsync() => Task.FromResult(Interlocked.Increment(ref Sent));
        """),
        new("UseCacheTake: a one-time code on Redis", OneWinner + """

            public Task PrepareAsync(string key) => db.StringSetAsync(key, "user");

            public async Task<bool> RunAsync(string key) => await RedeemAsync(key) is not null;

            private async Task<string?> RedeemAsync(string key)
            {
                var user = await db.StringGetAsync(key);
                if (user.IsNull) return null;
                await db.KeyDeleteAsync(key);
                return user;
            }
        """),
        new("UseCacheTake: a one-time code in a distributed cache", OneWinner + """

            public Task PrepareAsync(string key) => cache.SetStringAsync(key, "user");

            public async Task<bool> RunAsync(string key) => await RedeemAsync(key) is not null;

            private async Task<string?> RedeemAsync(string key)
            {
                var user = await cache.GetStringAsync(key);
                if (user is null) return null;
                await cache.RemoveAsync(key);
                return user;
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
        new("UseCacheClaim: a marker in memory", OneWinner + """

            public int Sent;

            public async Task<bool> RunAsync(string key)
            {
                if (memory.TryGetValue(key, out _)) return false;
                memory.Set(key, true, Window);
                await SendAsync();
                return true;
            }

            private Task SendAsync() => Task.FromResult(Interlocked.Increment(ref Sent));
        """),
        new("UseCacheTake: a one-time code in memory", OneWinner + """

            public Task PrepareAsync(string key) => Task.FromResult(memory.Set(key, "user"));

            public Task<bool> RunAsync(string key) => Task.FromResult(Redeem(key) is not null);

            private string? Redeem(string key)
            {
                if (!memory.TryGetValue(key, out string? user)) return null;
                memory.Remove(key);
                return user;
            }
        """),
        new("UseCacheGetOrCreate: a gate in memory", OneWinner + """

            public Task<bool> RunAsync(string key)
            {
                if (!memory.TryGetValue(key, out SemaphoreSlim? gate))
                {
                    gate = new SemaphoreSlim(1, 1);
                    memory.Set(key, gate, Window);
                }

                return Task.FromResult(gate!.Wait(0));
            }
        """),
        new("UseSetAddResult: a member that is counted", """
            public Task<long> StateAsync(string key) => Task.FromResult(1L);

            public async Task<bool> RunAsync(string key)
            {
                if (await db.SetContainsAsync(key, "me")) return false;
                await db.SetAddAsync(key, "me");
                await db.StringIncrementAsync(key + ":votes");
                return true;
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

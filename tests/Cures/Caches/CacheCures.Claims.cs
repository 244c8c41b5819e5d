namespace RaceSafe.Cures.Tests.Caches;

internal static partial class CacheCures
{
    /// <summary>What one of all callers gets: the first to come, or the one to use a value up.</summary>
    private static IReadOnlyList<Cure> Claims =>
    [
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
        new("UseNotExists: a field of a hash", OneWinner + """

            public async Task<bool> RunAsync(string key)
            {
                var owner = await db.HashGetAsync(key, "owner");
                if (!owner.IsNull) return false;
                await db.HashSetAsync(key, "owner", "me");
                return true;
            }
        """),
        new("UseNotExists: a member of a sorted set", """
            public Task<long> StateAsync(string key) => Task.FromResult(1L);

            public async Task<bool> RunAsync(string key)
            {
                var mine = await db.SortedSetScoreAsync(key, "me");
                if (mine.HasValue) return false;
                await db.SortedSetAddAsync(key, "me", 1);
                await db.StringIncrementAsync(key + ":votes");
                return true;
            }
        """),
        new("UseNotExists: a count that begins", RedisCount + """

            public async Task<bool> RunAsync(string key)
            {
                if (!await db.KeyExistsAsync(key))
                    await db.StringSetAsync(key, Start, Window);
                await db.StringIncrementAsync(key);
                return true;
            }

            // Takes longer for the one than for the other: on one connection they would go in step, and who counts would come after all who set.
            private static int Start
            {
                get
                {
                    Thread.Sleep(Random.Shared.Next(2) * 5);
                    return 0;
                }
            }
        """),
        new("UseCompareAndSet: the state of a job", OneWinner + """

            public int Started;

            public Task PrepareAsync(string key) => db.HashSetAsync(key, "state", "queued");

            public async Task<bool> RunAsync(string key)
            {
                var state = await db.HashGetAsync(key, "state");
                if (state != "queued") return false;
                await db.HashSetAsync(key, "state", "running");
                await StartAsync();
                return true;
            }

            private Task StartAsync() => Task.FromResult(Interlocked.Increment(ref Started));
        """),
        new("UseRemoveResult: a code that is compared", OneWinner + """

            public Task PrepareAsync(string key) => db.StringSetAsync(key, "1234");

            public Task<bool> RunAsync(string key) => VerifyAsync(key, "1234");

            private async Task<bool> VerifyAsync(string key, string code)
            {
                var expected = await db.StringGetAsync(key);
                if (expected != code) return false;
                await db.KeyDeleteAsync(key);
                return true;
            }
        """),
        new("UseRemoveResult: a code in a distributed cache", OneWinner + """

            public Task PrepareAsync(string key) => cache.SetStringAsync(key, "1234");

            public Task<bool> RunAsync(string key) => VerifyAsync(key, "1234");

            private async Task<bool> VerifyAsync(string key, string code)
            {
                var expected = await cache.GetStringAsync(key);
                if (expected == code)
                {
                    await cache.RemoveAsync(key);
                    return true;
                }

                return false;
            }
        """),
        new("UseRemoveResult: a code in memory", OneWinner + """

            public Task PrepareAsync(string key) => Task.FromResult(memory.Set(key, "1234"));

            public Task<bool> RunAsync(string key) => Task.FromResult(Verify(key, "1234"));

            private bool Verify(string key, string code)
            {
                if (!memory.TryGetValue(key, out string? expected)) return false;
                if (expected != code) return false;
                memory.Remove(key);
                return true;
            }
        """),
        new("UseGateOnce: a gate in memory", OneWinner + """

            public Task<bool> RunAsync(string key)
            {
                var gate = memory.GetOrCreate(key, entry =>
                {
                    entry.SlidingExpiration = Window;
                    return new SemaphoreSlim(1, 1);
                })!;
                return Task.FromResult(gate.Wait(0));
            }
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
    ];
}

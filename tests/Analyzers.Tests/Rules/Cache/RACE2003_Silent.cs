namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2003 is silent: fills, and claims that one command makes.</summary>
public sealed class RACE2003_Silent
{
    [Fact]
    public Task A_value_is_computed_stored_and_returned() => CacheCode.Check("""
        public async Task<string> GetAsync(string key)
        {
            var value = await cache.GetStringAsync(key);
            if (value is null)
            {
                value = (await orders.LoadAsync(1)).Count.ToString();
                await cache.SetStringAsync(key, value);
            }

            return value;
        }
        """);

    [Fact]
    public Task That_nothing_is_there_is_remembered_too() => CacheCode.Check("""
        public async Task<Cart?> FindAsync(int id)
        {
            if (memory.TryGetValue(Key(id), out Cart? known)) return known;
            var cart = await orders.LoadAsync(id);
            memory.Set(Key(id), cart.Count == 0 ? null : cart);
            return cart;
        }
        """);

    [Fact]
    public Task SET_NX_says_who_was_first() => CacheCode.Check("""
        public async Task ProcessAsync(string id)
        {
            if (!await db.StringSetAsync("seen:" + id, 1, TimeSpan.FromHours(1), When.NotExists)) return;
            await orders.SendAsync(id);
        }
        """);

    [Fact]
    public Task A_flag_that_nothing_hangs_on() => CacheCode.Check("""
        public void Mark(string user)
        {
            if (!memory.TryGetValue(user, out _)) memory.Set(user, true);
        }
        """);

    [Fact]
    public Task A_marker_is_set_whatever_was_there() => CacheCode.Check("""
        public async Task SeenAsync(string user)
        {
            await cache.SetStringAsync(user, "1");
            await orders.SendAsync(user);
        }
        """);

    [Fact]
    public Task An_entry_is_refreshed_because_it_is_there() => CacheCode.Check("""
        public async Task RefreshAsync(int id)
        {
            if (await cache.GetAsync(Key(id)) is null) return;
            var cart = await orders.LoadAsync(id);
            await cache.SetAsync(Key(id), JsonSerializer.SerializeToUtf8Bytes(cart));
        }
        """);

    [Fact]
    public Task A_claim_under_a_distributed_lock() => CacheCode.Check("""
        public async Task ProcessAsync(string id, string token)
        {
            if (!await db.LockTakeAsync("lock", token, TimeSpan.FromSeconds(5))) return;
            try
            {
                if (await db.KeyExistsAsync(id)) return;
                await db.StringSetAsync(id, 1);
                await orders.SendAsync(id);
            }
            finally
            {
                await db.LockReleaseAsync("lock", token);
            }
        }
        """);

    [Fact]
    public Task A_memory_claim_that_is_checked_again_under_the_lock() => CacheCode.Check("""
        private readonly object _sync = new();

        public bool First(string id)
        {
            if (memory.TryGetValue(id, out _)) return false;
            lock (_sync)
            {
                if (memory.TryGetValue(id, out _)) return false;
                memory.Set(id, true);
                return true;
            }
        }
        """);

    [Fact]
    public Task The_loader_that_the_cache_runs_itself() => CacheCode.Check("""
        public Task<Cart?> GetAsync(int id) => memory.GetOrCreateAsync(Key(id), async entry =>
        {
            entry.SlidingExpiration = TimeSpan.FromMinutes(5);
            return await orders.LoadAsync(id);
        });
        """);
}

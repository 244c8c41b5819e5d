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

    [Fact]
    public Task Missing_is_remembered_too() => CacheCode.Check("""
        public async Task<string?> FindAsync(string id, Func<string, Task<string?>> load)
        {
            var text = await cache.GetStringAsync(id);
            if (text == "missing") return null;
            if (text is not null) return text;
            text = await load(id);
            await cache.SetStringAsync(id, text ?? "missing");
            return text;
        }
        """);

    [Fact]
    public Task A_yes_or_no_that_was_looked_up() => CacheCode.Check("""
        public async Task<bool> ExistsAsync(string id, Func<string, Task<string?>> load)
        {
            if (memory.TryGetValue("exists:" + id, out bool known)) return known;
            var exists = await load(id) is not null;
            memory.Set("exists:" + id, exists, TimeSpan.FromMinutes(1));
            return exists;
        }
        """);

    [Fact]
    public Task A_warning_that_is_logged_about_once() => CacheCode.Check("""
        public void WarnOnce(string id, Action<string> logWarning)
        {
            if (memory.TryGetValue("warned:" + id, out _)) return;
            memory.Set("warned:" + id, true, TimeSpan.FromHours(1));
            System.Diagnostics.Trace.TraceWarning(id);
        }
        """);

    [Fact]
    public Task A_token_is_fetched_and_kept_while_it_is_good() => CacheCode.Check("""
        public async Task<string> TokenAsync(Func<Task<(string Value, int Seconds)>> fetch)
        {
            if (memory.TryGetValue("token", out string? token) && !string.IsNullOrEmpty(token)) return token;
            var (value, seconds) = await fetch();
            memory.Set("token", value, TimeSpan.FromSeconds(seconds - 30));
            return value;
        }
        """);

    [Fact]
    public Task A_number_that_is_counted_elsewhere() => CacheCode.Check("""
        public async Task<int> UnreadAsync(string user)
        {
            var cached = await db.StringGetAsync("unread:" + user);
            if (cached.HasValue) return (int)cached;
            var cart = await orders.LoadAsync(user.Length);
            await db.StringSetAsync("unread:" + user, cart.Count, TimeSpan.FromMinutes(10));
            return cart.Count;
        }
        """);

    [Fact]
    public Task A_fill_that_lets_the_first_one_win() => CacheCode.Check("""
        public async Task<int> BalanceAsync(string account)
        {
            var cached = await db.StringGetAsync("balance:" + account);
            if (!cached.IsNull) return (int)cached;
            var fresh = (await orders.LoadAsync(account.Length)).Count;
            await db.StringSetAsync("balance:" + account, fresh, TimeSpan.FromSeconds(30), When.NotExists);
            return fresh;
        }
        """);

    [Fact]
    public Task A_draft_is_overwritten_whether_there_was_one_or_not() => CacheCode.Check("""
        public async Task StoreDraftAsync(string key, string text)
        {
            if (await db.KeyExistsAsync(key)) await db.KeyExpireAsync(key, TimeSpan.FromHours(1));
            await db.StringSetAsync(key, text, TimeSpan.FromHours(1));
        }
        """);

    [Fact]
    public Task What_is_there_is_evicted() => CacheCode.Check("""
        public async Task EvictAsync(string[] keys)
        {
            foreach (var key in keys)
            {
                if (memory.TryGetValue(key, out _)) memory.Remove(key);
                if (await cache.GetAsync(key) is not null) await cache.RemoveAsync(key);
            }

            await cache.SetStringAsync("version", Guid.NewGuid().ToString("N"));
        }
        """);

    [Fact]
    public Task A_list_is_looked_up_again_under_the_lock() => CacheCode.Check("""
        private readonly SemaphoreSlim _gate = new(1, 1);

        public async Task<Cart> CatalogAsync(int id)
        {
            if (memory.TryGetValue("catalog", out Cart? cart)) return cart!;
            await _gate.WaitAsync();
            try
            {
                if (memory.TryGetValue("catalog", out cart)) return cart!;
                cart = await orders.LoadAsync(id);
                memory.Set("catalog", cart, TimeSpan.FromMinutes(5));
                return cart;
            }
            finally
            {
                _gate.Release();
            }
        }
        """);

    [Fact]
    public Task A_value_for_which_any_object_will_do() => CacheCode.Check("""
        public Cart Get(int id)
        {
            if (!memory.TryGetValue(id, out Cart? cart))
            {
                cart = new Cart { Id = id };
                memory.Set(id, cart);
            }

            return cart!;
        }
        """);

    [Fact]
    public Task A_state_that_is_set_for_all_to_see() => CacheCode.Check("""
        public async Task SeenAsync(string doc)
        {
            if ((string?)await db.StringGetAsync(doc) == "new") await db.StringSetAsync(doc, "seen");
        }
        """);

    [Fact]
    public Task A_lock_out_that_is_set_because_it_went_wrong() => CacheCode.Check("""
        public bool Login(string user, bool isRight)
        {
            if (memory.TryGetValue(user, out _)) throw new UnauthorizedAccessException();
            if (!isRight) memory.Set(user, true, TimeSpan.FromMinutes(5));
            return isRight;
        }
        """);

    [Fact]
    public Task A_circuit_that_is_opened_because_it_went_wrong() => CacheCode.Check("""
        public async Task CallAsync(string url)
        {
            if (await cache.GetStringAsync(url) != null) throw new InvalidOperationException("open");
            try
            {
                await orders.SendAsync(url);
            }
            catch (TimeoutException)
            {
                await cache.SetStringAsync(url, "1");
                throw;
            }
        }
        """);

    [Fact]
    public Task A_failure_that_is_remembered_and_thrown_again() => CacheCode.Check("""
        public async Task<Cart> LoadAsync(int id)
        {
            if (memory.TryGetValue("failure", out Exception? known)) throw known!;
            memory.Set("failure", new InvalidOperationException());
            return await orders.LoadAsync(id);
        }
        """);

    [Fact]
    public Task What_is_looked_after_from_time_to_time() => CacheCode.Check("""
        public async Task TouchAsync(Func<Task> refresh)
        {
            var last = memory.Get<DateTime>("refreshed");
            if (DateTime.UtcNow - last < TimeSpan.FromMinutes(5)) return;
            memory.Set("refreshed", DateTime.UtcNow);
            await refresh();
        }
        """);

    [Fact]
    public Task A_day_that_is_only_noted() => CacheCode.Check("""
        public async Task SeenAsync(int player)
        {
            var today = DateTime.UtcNow.ToString("yyyy-MM-dd");
            if (await db.StringGetAsync($"seen:{player}") != today) await db.StringSetAsync($"seen:{player}", today);
        }
        """);

    [Fact]
    public Task A_gate_that_is_made_under_a_lock() => CacheCode.Check("""
        private readonly object _sync = new();

        public SemaphoreSlim GateOf(string user)
        {
            lock (_sync) return memory.GetOrCreate(user, entry => new SemaphoreSlim(1, 1))!;
        }
        """);

    [Fact]
    public Task The_bit_says_what_it_was() => CacheCode.Check("""
        public async Task<bool> BookAsync(int flight, int seat) => !await db.StringSetBitAsync($"flight:{flight}", seat, true);

        public async Task<bool> BookIfFreeAsync(int flight, int seat)
        {
            if (await db.StringGetBitAsync($"flight:{flight}", seat)) return false;
            return !await db.StringSetBitAsync($"flight:{flight}", seat, true);
        }
        """);

    [Fact]
    public Task A_session_that_slides() => CacheCode.Check("""
        public async Task<bool> IsAliveAsync(string session)
        {
            var left = await db.KeyTimeToLiveAsync(session);
            if (left is null) return false;
            if (left < TimeSpan.FromMinutes(5)) await db.KeyExpireAsync(session, TimeSpan.FromMinutes(20));
            return true;
        }
        """);

    [Fact]
    public Task A_value_that_has_lost_its_time_to_live_is_set_again() => CacheCode.Check("""
        public async Task KeepAsync(int id)
        {
            if (await db.KeyTimeToLiveAsync(Key(id)) is null) await db.StringSetAsync(Key(id), JsonSerializer.Serialize(await orders.LoadAsync(id)), TimeSpan.FromHours(1));
        }
        """);

    [Fact]
    public Task A_number_to_start_with() => CacheCode.Check("""
        public async Task StartAsync(CancellationToken token)
        {
            if (!await db.KeyExistsAsync("schema")) await db.StringSetAsync("schema", 1);
        }
        """);

    [Fact]
    public Task Revoked_twice_is_revoked() => CacheCode.Check("""
        public async Task RevokeAsync(string token)
        {
            if (await cache.GetStringAsync(token) is not null) return;
            await cache.SetStringAsync(token, "1");
        }
        """);

    [Fact]
    public Task Whether_it_was_new_is_only_logged() => CacheCode.Check("""
        public async Task StoreAsync(int id, string text)
        {
            var isNew = !await db.KeyExistsAsync(Key(id));
            await db.StringSetAsync(Key(id), text);
            if (isNew) Console.WriteLine($"{id} is new");
        }
        """);

    [Fact]
    public Task How_long_ago_that_was() => CacheCode.Check("""
        public async Task<TimeSpan> SeenAsync(string user)
        {
            var before = (long)await db.StringGetAsync(user);
            var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            await db.StringSetAsync(user, now);
            return TimeSpan.FromSeconds(now - before);
        }
        """);

    [Fact]
    public Task A_list_that_is_loaded_if_there_is_none() => CacheCode.Check("""
        public Task<List<int>?> IdsAsync(Func<Task<List<int>>> load) => memory.GetOrCreateAsync("ids", entry => load());
        """);

    [Fact]
    public Task A_user_is_locked_out_because_it_went_wrong_again() => CacheCode.Check("""
        public async Task FailedAsync(string user, Func<Task<bool>> check)
        {
            var since = memory.Get<DateTime>(user);
            if ((DateTime.UtcNow - since).TotalMinutes < 10) throw new InvalidOperationException("locked");
            if (await check()) return;
            memory.Set(user, DateTime.UtcNow);
            await orders.SendAsync("failed");
        }
        """);
}

namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2001 is silent: what looks like it and loses nothing.</summary>
public sealed class RACE2001_Silent
{
    [Fact]
    public Task Cache_aside() => CacheCode.Check("""
        public async Task<Cart> GetAsync(int id)
        {
            var json = await cache.GetStringAsync(Key(id));
            if (json is not null) return JsonSerializer.Deserialize<Cart>(json)!;
            var cart = await orders.LoadAsync(id);
            await cache.SetStringAsync(Key(id), JsonSerializer.Serialize(cart));
            return cart;
        }
        """);

    [Fact]
    public Task Cache_aside_with_one_exit() => CacheCode.Check("""
        public async Task<Cart?> GetAsync(int id)
        {
            if (!memory.TryGetValue(Key(id), out Cart? cart))
            {
                cart = await orders.LoadAsync(id);
                memory.Set(Key(id), cart, TimeSpan.FromMinutes(5));
            }

            return cart;
        }
        """);

    [Fact]
    public Task An_entry_is_loaded_afresh_under_the_id_that_the_old_one_had() => CacheCode.Check("""
        public async Task RefreshAsync(int id)
        {
            var old = JsonSerializer.Deserialize<Cart>((await cache.GetStringAsync(Key(id)))!)!;
            var fresh = await orders.LoadAsync(old.Id);
            await cache.SetStringAsync(Key(id), JsonSerializer.Serialize(fresh));
        }
        """);

    [Fact]
    public Task Two_keys_that_only_look_alike() => CacheCode.Check("""
        public async Task CopyAsync(int from, int to)
        {
            var json = await cache.GetStringAsync(Key(from));
            await cache.SetStringAsync(Key(to), json + "!");
        }
        """);

    [Fact]
    public Task An_entry_is_put_back_unchanged_to_live_longer() => CacheCode.Check("""
        public async Task ProlongAsync(string key)
        {
            var bytes = await cache.GetAsync(key);
            if (bytes is not null) await cache.SetAsync(key, bytes, new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromHours(1) });
        }
        """);

    [Fact]
    public Task A_memory_entry_changes_under_a_lock() => CacheCode.Check("""
        private readonly object _sync = new();

        public void Hit(string ip)
        {
            lock (_sync)
            {
                var hits = memory.Get<int>(ip);
                memory.Set(ip, hits + 1);
            }
        }
        """);

    [Fact]
    public Task A_memory_entry_changes_under_an_asynchronous_lock() => CacheCode.Check("""
        private readonly SemaphoreSlim _gate = new(1, 1);

        public async Task HitAsync(string ip)
        {
            await _gate.WaitAsync();
            try
            {
                var hits = memory.Get<int>(ip);
                memory.Set(ip, hits + 1);
            }
            finally
            {
                _gate.Release();
            }
        }
        """);

    [Fact]
    public Task A_distributed_lock_is_held_around_both() => CacheCode.Check("""
        public interface IDistributedLockProvider
        {
            Task<IAsyncDisposable> AcquireLockAsync(string name);
        }

        public async Task AddAsync(IDistributedLockProvider locks, string key)
        {
            await using var handle = await locks.AcquireLockAsync(key);
            var count = int.Parse(await cache.GetStringAsync(key) ?? "0");
            await cache.SetStringAsync(key, (count + 1).ToString());
        }
        """);

    [Fact]
    public Task A_redis_lock_is_held_around_both() => CacheCode.Check("""
        public async Task AddAsync(string key, string token)
        {
            if (!await db.LockTakeAsync("lock:" + key, token, TimeSpan.FromSeconds(5))) return;
            try
            {
                var count = int.Parse(await cache.GetStringAsync(key) ?? "0");
                await cache.SetStringAsync(key, (count + 1).ToString());
            }
            finally
            {
                await db.LockReleaseAsync("lock:" + key, token);
            }
        }
        """);

    [Fact]
    public Task A_cache_that_the_method_made_for_itself() => CacheCode.Check("""
        public int Count(string[] words)
        {
            using var own = new MemoryCache(new MemoryCacheOptions());
            foreach (var word in words) own.Set(word, own.Get<int>(word) + 1);
            return own.Count;
        }
        """);

    [Fact]
    public Task The_value_does_not_come_from_the_entry() => CacheCode.Check("""
        public async Task<bool> ReplaceAsync(string key, string value)
        {
            var old = await cache.GetStringAsync(key);
            await cache.SetStringAsync(key, value);
            return old != value;
        }
        """);

    [Fact]
    public Task A_test_has_its_cache_to_itself() => CacheCode.Check("""
        public class FactAttribute : Attribute;

        public class Tests(IMemoryCache memory)
        {
            [Fact]
            public void Counts()
            {
                memory.Set("n", memory.Get<int>("n") + 1);
            }
        }
        """);

    [Fact]
    public Task One_entry_is_computed_from_another() => CacheCode.Check("""
        public async Task SumAsync()
        {
            var left = int.Parse(await cache.GetStringAsync("left") ?? "0");
            var right = int.Parse(await cache.GetStringAsync("right") ?? "0");
            await cache.SetStringAsync("sum", (left + right).ToString());
        }
        """);

    [Fact]
    public Task A_near_cache_is_filled_from_a_far_one_that_may_fail() => CacheCode.Check("""
        public class Levels(IDistributedCache near, IDistributedCache far)
        {
            public async Task<string?> GetAsync(string key)
            {
                var value = await near.GetStringAsync(key);
                if (value is not null) return value;
                try
                {
                    value = await far.GetStringAsync(key);
                }
                catch (IOException)
                {
                }

                if (value is not null) await near.SetStringAsync(key, value);
                return value;
            }
        }
        """);

    [Fact]
    public Task What_was_read_only_says_whether_to_write() => CacheCode.Check("""
        public async Task RefreshAsync(int id, Func<int, Task<string>> fetch)
        {
            var old = await cache.GetStringAsync(Key(id));
            var fresh = await fetch(id);
            if (old == fresh) return;
            await cache.SetStringAsync(Key(id), fresh);
        }
        """);

    [Fact]
    public Task An_entry_moves_to_another_key() => CacheCode.Check("""
        public async Task<string?> RotateAsync(string token)
        {
            var user = await cache.GetStringAsync("rt:" + token);
            if (user is null) return null;
            var fresh = Guid.NewGuid().ToString("N");
            await cache.SetStringAsync("rt:" + fresh, user);
            return fresh;
        }
        """);

    [Fact]
    public Task A_copy_is_changed_and_given_to_the_caller_only() => CacheCode.Check("""
        public async Task<Cart?> PricedAsync(int id, Func<Cart, Task<int>> price)
        {
            var json = await cache.GetStringAsync(Key(id));
            if (json is null) return null;
            var cart = JsonSerializer.Deserialize<Cart>(json)!;
            cart.Count = await price(cart);
            return cart;
        }
        """);

    [Fact]
    public Task One_level_feeds_the_other() => CacheCode.Check("""
        public async Task<string> TwoLevelsAsync(int id, Func<int, Task<string>> source)
        {
            if (memory.TryGetValue(Key(id), out string? hit)) return hit!;
            var remote = await cache.GetStringAsync(Key(id)) ?? await source(id);
            memory.Set(Key(id), remote, TimeSpan.FromMinutes(1));
            return remote;
        }
        """);

    [Fact]
    public Task A_version_elsewhere_decides_what_is_kept_here() => CacheCode.Check("""
        public async Task<string> ConfigAsync()
        {
            var version = (await db.StringGetAsync("cfg:version")).ToString();
            var known = memory.Get<string>("cfg:" + version);
            if (known is not null) return known;
            var text = (await db.StringGetAsync("cfg:" + version)).ToString();
            memory.Set("cfg:" + version, text);
            return text;
        }
        """);

    [Fact]
    public Task A_session_is_touched_and_stays_what_it_was() => CacheCode.Check("""
        public async Task<Cart?> TouchAsync(int id, TimeProvider clock)
        {
            var json = await cache.GetStringAsync(Key(id));
            if (json is null) return null;
            await cache.SetStringAsync(Key(id), json, new DistributedCacheEntryOptions { AbsoluteExpiration = clock.GetUtcNow().AddMinutes(20) });
            return JsonSerializer.Deserialize<Cart>(json);
        }
        """);

    [Fact]
    public Task The_whole_is_replaced_by_what_the_caller_sends() => CacheCode.Check("""
        public async Task<Cart> ReplaceAsync(Cart cart)
        {
            await cache.SetStringAsync(Key(cart.Id), JsonSerializer.Serialize(cart));
            return JsonSerializer.Deserialize<Cart>((await cache.GetStringAsync(Key(cart.Id)))!)!;
        }
        """);

    [Fact]
    public Task A_read_behind_the_write_shows_what_is_there() => CacheCode.Check("""
        public int Show(string key, int value)
        {
            memory.Set(key, value);
            var shown = memory.Get<int>(key);
            return shown + 1;
        }
        """);

    [Fact]
    public Task A_decorator_does_not_know_what_it_decorates() => CacheCode.Check("""
        public interface IStock
        {
            Task<int> CountAsync(int id);
        }

        public class CachedStock(IStock inner, IDistributedCache cache) : IStock
        {
            public async Task<int> CountAsync(int id)
            {
                var text = await cache.GetStringAsync(Key(id));
                if (text is not null) return int.Parse(text);
                var count = await inner.CountAsync(id);
                await cache.SetStringAsync(Key(id), count.ToString());
                return count;
            }
        }
        """);

    [Fact]
    public Task An_entry_object_of_another_key() => CacheCode.Check("""
        public void Copy(string from, string to)
        {
            var hits = memory.Get<int>(from);
            using var entry = memory.CreateEntry(to);
            entry.Value = hits + 1;
        }
        """);

    [Fact]
    public Task An_entry_object_is_filled() => CacheCode.Check("""
        public async Task<Cart> GetAsync(int id)
        {
            if (memory.TryGetValue(id, out Cart? known)) return known!;
            var cart = await orders.LoadAsync(id);
            using var entry = memory.CreateEntry(id);
            entry.Value = cart;
            return cart;
        }
        """);

    [Fact]
    public Task Two_keys_that_a_handler_puts_together() => CacheCode.Check("""
        public async Task CopyAsync(int post)
        {
            var likes = await hybrid.GetOrCreateAsync($"likes:{post}", _ => ValueTask.FromResult(0));
            await hybrid.SetAsync($"popular:{post}", likes + 1);
        }
        """);

    [Fact]
    public Task An_object_is_stored_under_the_id_that_another_one_carries() => CacheCode.Check("""
        public async Task CopyAsync(int id, Cart other)
        {
            var cart = JsonSerializer.Deserialize<Cart>(await cache.GetStringAsync("cart:" + id) ?? "null")!;
            cart.Count++;
            await cache.SetStringAsync("cart:" + other.Id, JsonSerializer.Serialize(cart));
        }
        """);

    [Fact]
    public Task The_loop_of_one_service_alone_writes_the_entry() => CacheCode.Check("""
        public class Poller(IMemoryCache memory) : Microsoft.Extensions.Hosting.BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                while (!stoppingToken.IsCancellationRequested)
                {
                    memory.Set("rounds", memory.Get<int>("rounds") + 1);
                    await Task.Delay(1000, stoppingToken);
                }
            }
        }
        """, CacheCode.Setup with { References = [.. CacheCode.Setup.References, "Hosting"] });

    [Fact]
    public Task A_key_that_was_made_here() => CacheCode.Check("""
        public async Task UploadAsync(int[] parts)
        {
            var key = "upload:" + Guid.NewGuid().ToString("N");
            foreach (var part in parts) await cache.SetStringAsync(key, (int.Parse(await cache.GetStringAsync(key) ?? "0") + part).ToString());
        }
        """);

    [Fact]
    public Task The_loop_of_one_service_alone_writes_what_is_shared() => CacheCode.Check("""
        public class Totals(IDistributedCache shared) : Microsoft.Extensions.Hosting.BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                while (true) await shared.SetStringAsync("rounds", (int.Parse(await shared.GetStringAsync("rounds") ?? "0") + 1).ToString(), stoppingToken);
            }
        }
        """, CacheCode.Setup with { References = [.. CacheCode.Setup.References, "Hosting"] });

    [Fact]
    public Task A_figure_that_is_computed_anew_and_set_where_it_differs() => CacheCode.Check("""
        public async Task ShowAsync(Func<Task<string>> compute)
        {
            var (old, next) = (await cache.GetStringAsync("figures"), await compute());
            if (old != next) await cache.SetStringAsync("figures", next);
        }
        """);

    [Fact]
    public Task A_word_that_another_entry_decides() => CacheCode.Check("""
        public async Task GreetAsync(string user)
        {
            var culture = await cache.GetStringAsync("culture:" + user);
            await cache.SetStringAsync("greeting:" + user, culture == "de" ? "Hallo" : "Hello");
        }
        """);

    [Fact]
    public Task The_sum_of_two_others() => CacheCode.Check("""
        public void Show() => memory.Set("total", memory.Get<int>("today") + memory.Get<int>("before"));
        """);
}

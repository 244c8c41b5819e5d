namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2001 reports: an entry that is read, changed and written back.</summary>
public sealed class RACE2001_Reports
{
    [Fact]
    public Task A_deserialized_object_is_changed_and_serialized_back() => CacheCode.Check("""
        public async Task AddAsync(int id)
        {
            var json = await cache.GetStringAsync(Key(id));
            var cart = JsonSerializer.Deserialize<Cart>(json!)!;
            cart.Count++;
            await {|RACE2001:cache.SetStringAsync(Key(id), JsonSerializer.Serialize(cart))|};
        }
        """);

    [Fact]
    public Task A_number_in_memory_is_incremented() => CacheCode.Check("""
        public void Hit(string ip)
        {
            var hits = memory.Get<int>(ip);
            {|RACE2001:memory.Set(ip, hits + 1)|};
        }
        """);

    [Fact]
    public Task A_missing_entry_starts_at_zero() => CacheCode.Check("""
        public void Hit(string ip)
        {
            if (!memory.TryGetValue(ip, out int hits)) hits = 0;
            hits++;
            {|RACE2001:memory.Set(ip, hits, TimeSpan.FromMinutes(1))|};
        }
        """);

    [Fact]
    public Task The_read_is_in_a_helper() => CacheCode.Check("""
        public async Task<long> NextAsync(string id)
        {
            var next = await CurrentAsync(id) + 1;
            await {|RACE2001:cache.SetStringAsync($"seq:{id}", next.ToString())|};
            return next;
        }

        private async Task<long> CurrentAsync(string id)
        {
            var text = await cache.GetStringAsync($"seq:{id}");
            return long.TryParse(text, out var value) ? value : 0;
        }
        """);

    [Fact]
    public Task Counter_in_one_branch_and_fill_in_the_other_is_one_finding() => CacheCode.Check("""
        public async Task TouchAsync(int id)
        {
            var json = await cache.GetStringAsync(Key(id));
            if (json is null)
            {
                await cache.SetStringAsync(Key(id), JsonSerializer.Serialize(await orders.LoadAsync(id)));
            }
            else
            {
                var cart = JsonSerializer.Deserialize<Cart>(json)!;
                cart.Items.Add("touched");
                await {|RACE2001:cache.SetStringAsync(Key(id), JsonSerializer.Serialize(cart))|};
            }
        }
        """);

    [Fact]
    public Task A_list_is_made_or_extended() => CacheCode.Check("""
        public async Task RememberAsync(string user, string page)
        {
            var bytes = await cache.GetAsync("pages:" + user);
            var pages = bytes is null ? [] : JsonSerializer.Deserialize<List<string>>(bytes)!;
            pages.Add(page);
            await {|RACE2001:cache.SetAsync("pages:" + user, JsonSerializer.SerializeToUtf8Bytes(pages), new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromHours(1) })|};
        }
        """);

    [Fact]
    public Task A_hybrid_entry_is_replaced_by_a_function_of_itself() => CacheCode.Check("""
        public async Task AddAsync(string key)
        {
            var count = await hybrid.GetOrCreateAsync(key, _ => ValueTask.FromResult(0));
            await {|RACE2001:hybrid.SetAsync(key, count + 1)|};
        }
        """);

    [Fact]
    public Task An_early_return_and_a_try_do_not_hide_it() => CacheCode.Check("""
        public async Task<bool> UseAsync(string key)
        {
            try
            {
                var left = int.Parse(await cache.GetStringAsync(key) ?? "3");
                if (left <= 0) return false;
                await {|RACE2001:cache.SetStringAsync(key, (left - 1).ToString())|};
                return true;
            }
            catch (FormatException)
            {
                return false;
            }
        }
        """);

    [Fact]
    public Task A_lock_that_is_released_before_the_write_is_no_lock() => CacheCode.Check("""
        private readonly SemaphoreSlim _gate = new(1, 1);

        public async Task AddAsync(string key)
        {
            int count;
            await _gate.WaitAsync();
            try
            {
                count = int.Parse(await cache.GetStringAsync(key) ?? "0");
            }
            finally
            {
                _gate.Release();
            }

            await {|RACE2001:cache.SetStringAsync(key, (count + 1).ToString())|};
        }
        """);

    [Fact]
    public Task A_local_function_and_a_switch_do_not_hide_it() => CacheCode.Check("""
        public void Move(string key, string how)
        {
            int Current() => memory.Get<int>(key);
            switch (how)
            {
                case "up":
                    {|RACE2001:memory.Set(key, Current() + 1)|};
                    break;
                case "down":
                    {|RACE2001:memory.Set(key, Current() - 1)|};
                    break;
            }
        }
        """);

    [Fact]
    public Task Read_and_write_go_through_a_wrapper_of_one_s_own() => CacheCode.Check("""
        public interface ICacheService
        {
            Task<T?> GetAsync<T>(string key);
            Task SetAsync<T>(string key, T value);
        }

        public class CacheService(IDistributedCache cache) : ICacheService
        {
            public async Task<T?> GetAsync<T>(string key)
            {
                var bytes = await cache.GetAsync(key);
                return bytes is null ? default : JsonSerializer.Deserialize<T>(bytes);
            }

            public Task SetAsync<T>(string key, T value) => cache.SetAsync(key, JsonSerializer.SerializeToUtf8Bytes(value));
        }

        public class Carts(ICacheService store)
        {
            public async Task AddAsync(int id)
            {
                var cart = await store.GetAsync<Cart>($"cart:{id}") ?? new Cart();
                cart.Count++;
                await {|RACE2001:store.SetAsync($"cart:{id}", cart)|};
            }
        }
        """);

    [Fact]
    public Task An_answer_on_the_way_is_no_miss() => CacheCode.Check("""
        public async Task<bool> AddOnceAsync(int id, string item)
        {
            var json = await cache.GetStringAsync(Key(id)) ?? "{}";
            var cart = JsonSerializer.Deserialize<Cart>(json)!;
            if (cart.Items.Contains(item)) return false;
            cart.Items.Add(item);
            await {|RACE2001:cache.SetStringAsync(Key(id), JsonSerializer.Serialize(cart))|};
            return true;
        }
        """);

    [Fact]
    public Task An_entry_object_gets_the_new_value() => CacheCode.Check("""
        public void Hit(string page)
        {
            var hits = memory.Get<int>(page);
            using var entry = memory.CreateEntry(page);
            entry.SlidingExpiration = TimeSpan.FromMinutes(5);
            {|RACE2001:entry.Value = hits + 1|};
        }
        """);

    [Fact]
    public Task An_entry_object_is_told_the_new_value() => CacheCode.Check("""
        public void Hit(string page)
        {
            var hits = memory.Get<int>(page);
            using var entry = memory.CreateEntry(page);
            {|RACE2001:entry.SetValue(hits + 1)|};
        }
        """);

    [Fact]
    public Task A_key_that_a_handler_puts_together() => CacheCode.Check("""
        public async Task LikeAsync(int post)
        {
            var likes = await hybrid.GetOrCreateAsync($"likes:{post:D4}", _ => ValueTask.FromResult(0));
            await {|RACE2001:hybrid.SetAsync($"likes:{post:D4}", likes + 1)|};
        }
        """);

    [Fact]
    public Task An_object_is_found_by_its_id_and_stored_under_the_id_that_it_carries() => CacheCode.Check("""
        public async Task AddAsync(int id)
        {
            var cart = await FindAsync(id) ?? new Cart { Id = id };
            cart.Count++;
            await {|RACE2001:StoreAsync(cart)|};
        }

        private async Task<Cart?> FindAsync(int id) => JsonSerializer.Deserialize<Cart>(await cache.GetStringAsync("cart:" + id) ?? "null");

        private Task StoreAsync(Cart cart) => cache.SetStringAsync("cart:" + cart.Id, JsonSerializer.Serialize(cart));
        """);

    [Fact]
    public Task A_limit_asks_whether_there_is_a_number_first() => CacheCode.Check("""
        public async Task<bool> UseAsync(string key)
        {
            var used = await cache.GetStringAsync(key);
            if (used is not null && int.Parse(used) >= 10) return false;
            await {|RACE2001:cache.SetStringAsync(key, ((used is null ? 0 : int.Parse(used)) + 1).ToString())|};
            return true;
        }
        """);
}

namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>Get, add, set becomes the runtime's Increment, with the time to live that was set.</summary>
public sealed class UseCacheIncrementTests
{
    [Fact]
    public Task A_number_is_added() => RedisFixCode.Becomes(
        """
        void Hit(string ip)
        {
            var hits = memory.Get<int>(ip);
            {|RACE2001:memory.Set(ip, hits + 1)|};
        }
        """,
        """
        void Hit(string ip)
        {
            memory.Increment(ip, 1);
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task A_time_to_live_in_memory_stays() => RedisFixCode.Becomes(
        """
        void Hit(string ip)
        {
            var hits = memory.Get<long>(ip);
            {|RACE2001:memory.Set(ip, hits + 1, TimeSpan.FromMinutes(1))|}; // a minute of quiet forgives
        }
        """,
        """
        void Hit(string ip)
        {
            memory.Increment(ip, 1L, options: new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) }); // a minute of quiet forgives
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task The_new_number_flows_to_where_it_was_used() => RedisFixCode.Becomes(
        """
        bool Fail(string user)
        {
            memory.TryGetValue(user, out int failures);
            failures++;
            {|RACE2001:memory.Set(user, failures, Window)|};
            return failures > 5;
        }
        """,
        """
        bool Fail(string user)
        {
            var failures = memory.Increment(user, 1, options: new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Window });
            return failures > 5;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task Text_of_digits_in_a_distributed_cache_is_counted() => RedisFixCode.Becomes(
        """
        async Task<int> FailAsync(string user, CancellationToken ct)
        {
            // failures so far
            var text = await cache.GetStringAsync(user, ct);
            var count = string.IsNullOrEmpty(text) ? 0 : int.Parse(text);
            count += 1;
            await {|RACE2001:cache.SetStringAsync(user, count.ToString(), Options, ct)|};
            return count;
        }
        """,
        """
        async Task<int> FailAsync(string user, CancellationToken ct)
        {
            // failures so far
            var count = (int)await cache.IncrementAsync(user, options: Options, cancellationToken: ct);
            return count;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task A_number_in_JSON_is_spelled_in_digits_too() => RedisFixCode.Becomes(
        """
        async Task AddAsync(string key, int by)
        {
            var json = await cache.GetStringAsync(key);
            var total = json is null ? 0L : JsonSerializer.Deserialize<long>(json);
            await {|RACE2001:cache.SetStringAsync(key, JsonSerializer.Serialize(total + by))|};
        }
        """,
        """
        async Task AddAsync(string key, int by)
        {
            await cache.IncrementAsync(key, by);
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task A_Redis_string_with_a_time_to_live_slides_as_before() => RedisFixCode.Becomes(
        """
        async Task<long> HitAsync(string key)
        {
            var value = await db.StringGetAsync(key);
            long hits = 0;
            if (value.HasValue)
            {
                hits = (long)value;
            }

            var next = hits + 1;
            await {|RACE2002:db.StringSetAsync(key, next, Window)|};
            return next;
        }
        """,
        """
        async Task<long> HitAsync(string key)
        {
            var next = await db.IncrementAsync(key, ttl: Window, ttlMode: TtlMode.Sliding);
            return next;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task Synchronous_Redis_stays_synchronous() => RedisFixCode.Becomes(
        """
        void Hit(string key, int by)
        {
            var hits = (int)db.StringGet(key);
            {|RACE2002:db.StringSet(key, hits - by, Window)|};
        }
        """,
        """
        void Hit(string key, int by)
        {
            db.Increment(key, -by, ttl: Window, ttlMode: TtlMode.Sliding);
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task Binary_numbers_are_another_form_and_stay() => RedisFixCode.Stays("""
        async Task AddAsync(string key)
        {
            var bytes = await cache.GetAsync(key);
            var count = bytes is null ? 0 : BitConverter.ToInt32(bytes);
            await send(key);
            await {|RACE2001:cache.SetAsync(key, BitConverter.GetBytes(count + 1))|};
        }
        """);

    [Fact]
    public Task A_sliding_entry_cannot_be_kept_by_an_atomic_store() => RedisFixCode.Stays("""
        async Task AddAsync(string key)
        {
            var text = await cache.GetStringAsync(key) ?? "0";
            await {|RACE2001:cache.SetStringAsync(key, (int.Parse(text) + 1).ToString(), new DistributedCacheEntryOptions { SlidingExpiration = Window })|};
        }
        """);

    [Fact]
    public Task Options_that_cannot_be_seen_may_slide() => RedisFixCode.Stays("""
        async Task AddAsync(string key, DistributedCacheEntryOptions options)
        {
            var text = await cache.GetStringAsync(key) ?? "0";
            await {|RACE2001:cache.SetStringAsync(key, (int.Parse(text) + 1).ToString(), options)|};
        }
        """);

    [Fact]
    public Task Synchronous_distributed_code_has_no_counterpart() => RedisFixCode.Stays("""
        void Add(string key)
        {
            var text = cache.GetString(key) ?? "0";
            {|RACE2001:cache.SetString(key, (int.Parse(text) + 1).ToString())|};
        }
        """);

    [Fact]
    public Task An_old_number_that_is_used_is_not_lost() => RedisFixCode.Stays("""
        int Hit(string ip)
        {
            var hits = memory.Get<int>(ip);
            {|RACE2001:memory.Set(ip, hits * 2)|};
            return hits;
        }
        """);

    [Fact]
    public Task Without_the_runtime_nothing_is_offered() => RedisFixCode.StaysWithoutRuntime("""
        void Hit(string ip)
        {
            var hits = memory.Get<int>(ip);
            {|RACE2001:memory.Set(ip, hits + 1)|};
        }
        """);

    [Fact]
    public Task Read_inside_the_write_whose_result_is_used() => RedisFixCode.Becomes(
        """
        int Hit(string ip) => {|RACE2001:memory.Set(ip, memory.Get<int>(ip) + 1, Window)|};
        """,
        """
        int Hit(string ip) => memory.Increment(ip, 1, options: new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Window });
        """, RedisFixCode.Runtime);

    [Fact]
    public Task A_parse_whose_answer_is_thrown_away() => RedisFixCode.Becomes(
        """
        async Task<long> HitAsync(string page)
        {
            var text = await cache.GetStringAsync(page);
            _ = long.TryParse(text, out var hits);
            hits += 1;
            await {|RACE2001:cache.SetStringAsync(page, hits.ToString())|};
            return hits;
        }
        """,
        """
        async Task<long> HitAsync(string page)
        {
            var hits = await cache.IncrementAsync(page);
            return hits;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task Read_inside_a_write_of_another_key_stays() => RedisFixCode.Stays("""
        void Hit(string ip, string other)
        {
            var old = memory.Get<int>(ip);
            {|RACE2001:memory.Set(ip, memory.Get<int>(other) + old)|};
        }
        """);
}

namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>Get, refuse at the limit, add, set becomes the runtime's TryIncrement.</summary>
public sealed class UseCacheTryIncrementTests
{
    [Fact]
    public Task A_limit_that_is_checked_on_the_old_number() => RedisFixCode.Becomes(
        """
        async Task<bool> TryEnterAsync(string key)
        {
            var count = (int)await db.StringGetAsync(key);
            // full
            if (count >= 100)
                return false;

            await {|RACE2002:db.StringSetAsync(key, count + 1, Window)|};
            return true;
        }
        """,
        """
        async Task<bool> TryEnterAsync(string key)
        {
            // full
            if ((await db.TryIncrementAsync(key, max: 100, ttl: Window, ttlMode: TtlMode.Sliding)).IsRefused)
                return false;

            return true;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task One_beyond_where_the_comparison_lets_the_limit_itself_pass() => RedisFixCode.Becomes(
        """
        bool TryEnter(string key, int limit)
        {
            var count = (long)db.StringGet(key);
            if (count > limit) return false;
            {|RACE2002:db.StringSet(key, count + 1)|};
            return true;
        }
        """,
        """
        bool TryEnter(string key, int limit)
        {
            if (db.TryIncrement(key, max: limit + 1).IsRefused) return false;
            return true;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task Stock_that_must_be_enough() => RedisFixCode.Becomes(
        """
        async Task<bool> ReserveAsync(string sku, int qty)
        {
            var stock = (int)await db.StringGetAsync(sku);
            if (stock < qty) return false;
            await {|RACE2008:db.StringDecrementAsync(sku, qty)|};
            return true;
        }
        """,
        """
        async Task<bool> ReserveAsync(string sku, int qty)
        {
            if ((await db.TryIncrementAsync(sku, -qty, min: 0)).IsRefused) return false;
            return true;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task Whoever_is_refused_is_told_what_is_left() => RedisFixCode.Becomes(
        """
        async Task<int> ReserveAsync(string sku, int qty)
        {
            var stock = (int)await db.StringGetAsync(sku);
            if (qty > stock)
            {
                await send($"only {stock} left");
                return stock;
            }

            await {|RACE2008:db.StringDecrementAsync(sku, qty)|};
            return qty;
        }
        """,
        """
        async Task<int> ReserveAsync(string sku, int qty)
        {
            var stock = await db.TryIncrementAsync(sku, -qty, min: 0);
            if (stock.IsRefused)
            {
                await send($"only {(int)stock.Value} left");
                return (int)stock.Value;
            }

            return qty;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task A_limit_that_is_checked_on_the_new_number() => RedisFixCode.Becomes(
        """
        async Task<bool> TryUseAsync(string tenant, long bytes, long max)
        {
            var used = (long)await db.StringGetAsync(tenant);
            if (used + bytes > max) return false;
            await {|RACE2008:db.StringIncrementAsync(tenant, bytes)|};
            return true;
        }
        """,
        """
        async Task<bool> TryUseAsync(string tenant, long bytes, long max)
        {
            if ((await db.TryIncrementAsync(tenant, bytes, max: max)).IsRefused) return false;
            return true;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task The_number_that_was_reached_is_used() => RedisFixCode.Becomes(
        """
        async Task<long> TakeAsync(string key)
        {
            var left = (long)await db.StringGetAsync(key);
            if (left <= 0) throw new InvalidOperationException("none left");
            left--;
            await {|RACE2002:db.StringSetAsync(key, left)|};
            return left;
        }
        """,
        """
        async Task<long> TakeAsync(string key)
        {
            var left = await db.TryIncrementAsync(key, -1, min: 0);
            if (left.IsRefused) throw new InvalidOperationException("none left");
            return left.Value;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task A_larger_step_may_end_beyond_a_limit_on_the_old_number() => RedisFixCode.Stays("""
        async Task<bool> TryUseAsync(string tenant, long bytes, long max)
        {
            var used = (long)await db.StringGetAsync(tenant);
            if (used >= max) return false;
            await {|RACE2008:db.StringIncrementAsync(tenant, bytes)|};
            return true;
        }
        """);

    [Fact]
    public Task An_increment_whose_result_nobody_looks_at() => RedisFixCode.Becomes(
        """
        async Task EnterAsync(string key, int limit)
        {
            var count = (int)await db.StringGetAsync(key);
            if (count >= limit) throw new InvalidOperationException("too many");
            await {|RACE2008:db.StringIncrementAsync(key)|};
        }
        """,
        """
        async Task EnterAsync(string key, int limit)
        {
            if ((await db.TryIncrementAsync(key, max: limit)).IsRefused) throw new InvalidOperationException("too many");
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task A_larger_step_may_pass_the_limit_today() => RedisFixCode.Stays("""
        bool TryEnter(string key, int limit)
        {
            var count = (long)db.StringGet(key);
            if (count >= limit) return false;
            {|RACE2002:db.StringSet(key, count + 5, flags: CommandFlags.DemandMaster)|};
            return true;
        }
        """);

    [Fact]
    public Task An_answer_that_shows_the_old_number_needs_it() => RedisFixCode.Stays("""
        async Task<long> EnterAsync(string key, int limit)
        {
            var count = (long)await db.StringGetAsync(key);
            if (count >= limit) return -1;
            await {|RACE2008:db.StringIncrementAsync(key)|};
            return count;
        }
        """);

    [Fact]
    public Task A_limit_in_a_memory_cache() => RedisFixCode.Becomes(
        """
        bool TryEnter(string ip)
        {
            if (!memory.TryGetValue(ip, out int requests)) requests = 0;
            if (requests >= 100)
            {
                return false;
            }
            {|RACE2001:memory.Set(ip, requests + 1, Window)|};
            return true;
        }
        """,
        """
        bool TryEnter(string ip)
        {
            if (!memory.TryIncrement(ip, 1, 100, out _, options: new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Window }))
            {
                return false;
            }
            return true;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task A_limit_of_another_type_than_the_entry_stays() => RedisFixCode.Stays("""
        bool TryEnter(string ip, long limit)
        {
            var requests = memory.Get<int>(ip);
            if (requests >= limit) return false;
            {|RACE2001:memory.Set(ip, requests + 1, Window)|};
            return true;
        }
        """);

    [Fact]
    public Task A_memory_cache_whose_new_number_is_told_stays() => RedisFixCode.Stays("""
        int Enter(string ip)
        {
            var requests = memory.Get<int>(ip);
            if (requests >= 100) return -1;
            requests++;
            {|RACE2001:memory.Set(ip, requests, Window)|};
            return requests;
        }
        """);
}

namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2008 is silent: limits that are checked on the new value.</summary>
public sealed class RACE2008_Silent
{
    [Fact]
    public Task The_new_value_is_compared() => CacheCode.Check("""
        public async Task<bool> AllowAsync(string key) => await db.StringIncrementAsync(key) <= 5;
        """);

    [Fact]
    public Task The_check_is_a_short_cut_and_the_new_value_decides() => CacheCode.Check("""
        public async Task<bool> AllowAsync(string key)
        {
            if ((int)await db.StringGetAsync(key) >= 5) return false;
            var count = await db.StringIncrementAsync(key);
            return count <= 5;
        }
        """);

    [Fact]
    public Task Another_counter_is_incremented() => CacheCode.Check("""
        public async Task LoginAsync(string user)
        {
            if ((int)await db.StringGetAsync("failed:" + user) >= 5) return;
            await db.StringIncrementAsync("logins");
        }
        """);

    [Fact]
    public Task The_read_is_only_shown() => CacheCode.Check("""
        public async Task<int> HitAsync(string key)
        {
            var before = (int)await db.StringGetAsync(key);
            await db.StringIncrementAsync(key);
            return before;
        }
        """);

    [Fact]
    public Task Only_its_presence_is_checked() => CacheCode.Check("""
        public async Task HitAsync(string key)
        {
            if (await db.KeyExistsAsync(key)) await db.StringIncrementAsync(key);
        }
        """);

    [Fact]
    public Task Beyond_the_limit_somebody_is_told_and_it_counts_on() => CacheCode.Check("""
        public async Task HitAsync(string key, int limit)
        {
            var hits = (long)await db.StringGetAsync(key);
            if (hits > limit) await orders.SendAsync("many");
            await db.StringIncrementAsync(key);
        }
        """);

    [Fact]
    public Task Counted_up_if_it_was_counted_before() => CacheCode.Check("""
        public async Task SeenAsync(string page)
        {
            var hits = (int)await db.StringGetAsync(page);
            if (hits == 0) return;
            await db.StringIncrementAsync(page);
        }
        """);

    [Fact]
    public Task Taken_then_given_back_where_it_was_too_much() => CacheCode.Check("""
        public async Task<bool> ReserveAsync(string sku, int quantity)
        {
            if (await db.StringDecrementAsync(sku, quantity) >= 0) return true;
            await db.StringIncrementAsync(sku, quantity);
            return false;
        }
        """);
}

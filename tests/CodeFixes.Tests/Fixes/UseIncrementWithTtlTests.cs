namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>INCR, then EXPIRE becomes one step.</summary>
public sealed class UseIncrementWithTtlTests
{
    [Fact]
    public Task The_first_increment_opens_a_fixed_window() => RedisFixCode.Becomes(
        """
        async Task<bool> AllowAsync(string key)
        {
            var hits = await db.StringIncrementAsync(key);
            if (hits == 1)
            {
                await {|RACE2005:db.KeyExpireAsync(key, Window)|};
            }

            return hits <= 10;
        }
        """,
        """
        async Task<bool> AllowAsync(string key)
        {
            var hits = await db.IncrementAsync(key, ttl: Window);

            return hits <= 10;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task An_expiry_each_time_slides() => RedisFixCode.Becomes(
        """
        void Hit(string key, long by)
        {
            db.StringIncrement(key, by);
            // and again
            {|RACE2005:db.KeyExpire(key, Window)|};
        }
        """,
        """
        void Hit(string key, long by)
        {
            db.Increment(key, by, ttl: Window, ttlMode: TtlMode.Sliding);
            // and again
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task What_else_happens_in_the_first_window_stays() => RedisFixCode.Becomes(
        """
        async Task<long> HitAsync(string key)
        {
            var hits = await db.StringIncrementAsync(key).ConfigureAwait(false);
            if (hits == 1)
            {
                await {|RACE2005:db.KeyExpireAsync(key, Window)|}.ConfigureAwait(false);
                await send(key).ConfigureAwait(false);
            }

            return hits;
        }
        """,
        """
        async Task<long> HitAsync(string key)
        {
            var hits = await db.IncrementAsync(key, ttl: Window).ConfigureAwait(false);
            if (hits == 1)
            {
                await send(key).ConfigureAwait(false);
            }

            return hits;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task A_time_of_day_is_no_time_to_live() => RedisFixCode.Stays("""
        async Task HitAsync(string key)
        {
            await db.StringIncrementAsync(key);
            await {|RACE2005:db.KeyExpireAsync(key, DateTime.UtcNow.Date.AddDays(1))|};
        }
        """);

    [Fact]
    public Task Another_condition_is_another_meaning() => RedisFixCode.Stays("""
        async Task HitAsync(string key, bool renew)
        {
            await db.StringIncrementAsync(key);
            if (renew) await {|RACE2005:db.KeyExpireAsync(key, Window)|};
        }
        """);

    [Fact]
    public Task A_fraction_is_not_counted_in_whole_numbers() => RedisFixCode.Stays("""
        async Task HitAsync(string key)
        {
            await db.StringIncrementAsync(key, 0.5);
            await {|RACE2005:db.KeyExpireAsync(key, Window)|};
        }
        """);
}

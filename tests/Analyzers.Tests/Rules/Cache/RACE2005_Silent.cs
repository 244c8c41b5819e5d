namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2005 is silent: one step, or a time to live that is looked after.</summary>
public sealed class RACE2005_Silent
{
    [Fact]
    public Task Both_are_in_a_transaction() => CacheCode.Check("""
        public async Task HitAsync(string key)
        {
            var transaction = db.CreateTransaction();
            _ = transaction.StringIncrementAsync(key);
            _ = transaction.KeyExpireAsync(key, TimeSpan.FromMinutes(1));
            await transaction.ExecuteAsync();
        }
        """);

    [Fact]
    public Task A_script_does_both() => CacheCode.Check("""
        public void Hit(string key) =>
            db.ScriptEvaluate("local n = redis.call('INCR', KEYS[1]) if n == 1 then redis.call('EXPIRE', KEYS[1], 60) end return n", [key]);
        """);

    [Fact]
    public Task A_key_without_a_time_to_live_gets_one_the_next_time() => CacheCode.Check("""
        public long Hit(string key)
        {
            var count = db.StringIncrement(key);
            if (db.KeyTimeToLive(key) is null) db.KeyExpire(key, TimeSpan.FromMinutes(1));
            return count;
        }
        """);

    [Fact]
    public Task The_key_is_made_with_its_expiry_first() => CacheCode.Check("""
        public long Hit(string key)
        {
            db.StringSet(key, 0, TimeSpan.FromMinutes(1), When.NotExists);
            return db.StringIncrement(key);
        }
        """);

    [Fact]
    public Task Another_key_expires() => CacheCode.Check("""
        public void Hit(string key)
        {
            db.StringIncrement(key);
            db.KeyExpire(key + ":seen", TimeSpan.FromMinutes(1));
        }
        """);

    [Fact]
    public Task It_is_either_the_one_or_the_other() => CacheCode.Check("""
        public void Hit(string key, bool prolong)
        {
            if (prolong) db.KeyExpire(key, TimeSpan.FromMinutes(1));
            else db.StringIncrement(key);
        }
        """);

    [Fact]
    public Task A_counter_that_never_expires() => CacheCode.Check("""
        public long Hit(string key) => db.StringIncrement(key);
        """);

    [Fact]
    public Task A_key_that_was_there_before_is_prolonged() => CacheCode.Check("""
        public async Task<bool> RenewAsync(string token, TimeSpan ttl)
        {
            if (!await db.KeyExistsAsync(token)) return false;
            await db.KeyExpireAsync(token, ttl);
            return true;
        }
        """);

    [Fact]
    public Task Only_where_there_is_none_and_each_time() => CacheCode.Check("""
        public async Task<bool> AllowAsync(string client)
        {
            var count = await db.StringIncrementAsync(client);
            await db.KeyExpireAsync(client, TimeSpan.FromMinutes(1), ExpireWhen.HasNoExpiry);
            return count <= 10;
        }
        """);
}

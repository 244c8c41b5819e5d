namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2007 is silent: locks that are released in one step.</summary>
public sealed class RACE2007_Silent
{
    [Fact]
    public Task LockRelease() => CacheCode.Check("""
        public Task<bool> UnlockAsync(string lockKey, string token) => db.LockReleaseAsync(lockKey, token);
        """);

    [Fact]
    public Task A_script_compares_and_deletes() => CacheCode.Check("""
        public Task UnlockAsync(string lockKey, string token) => db.ScriptEvaluateAsync(
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0", [lockKey], [token]);
        """);

    [Fact]
    public Task A_transaction_with_a_condition() => CacheCode.Check("""
        public async Task UnlockAsync(string lockKey, string token)
        {
            var held = await db.StringGetAsync(lockKey);
            if (held != token) return;
            var transaction = db.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(lockKey, token));
            _ = transaction.KeyDeleteAsync(lockKey);
            await transaction.ExecuteAsync();
        }
        """);

    [Fact]
    public Task A_state_is_compared_with_a_constant() => CacheCode.Check("""
        public async Task CleanAsync(string key)
        {
            if (await db.StringGetAsync(key) == "done") await db.KeyDeleteAsync(key);
        }
        """);

    [Fact]
    public Task The_delete_says_whether_it_was_the_one() => CacheCode.Check("""
        public async Task<bool> RedeemLockAsync(string name, string token)
        {
            if (await db.StringGetAsync(name) != token) return false;
            return await db.KeyDeleteAsync(name);
        }
        """);

    [Fact]
    public Task The_lease_is_only_looked_at() => CacheCode.Check("""
        public async Task<bool> IsMineAsync(string name, string token)
        {
            var holder = await db.StringGetAsync("lock:" + name);
            return holder == token;
        }
        """);

    [Fact]
    public Task The_script_that_is_kept_as_a_text() => CacheCode.Check("""
        private const string Release = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";

        public async Task<bool> RunAsync(string lockKey, Func<Task> work)
        {
            var token = Guid.NewGuid().ToString();
            if (!await db.StringSetAsync(lockKey, token, TimeSpan.FromSeconds(20), When.NotExists)) return false;
            try { await work(); }
            finally { await db.ScriptEvaluateAsync(Release, new RedisKey[] { lockKey }, new RedisValue[] { token }); }
            return true;
        }
        """);

    [Fact]
    public Task The_own_lease_is_prolonged() => CacheCode.Check("""
        public async Task<bool> KeepAsync(string lockKey, string token) =>
            await db.StringGetAsync(lockKey) == token && await db.LockExtendAsync(lockKey, token, TimeSpan.FromSeconds(15));
        """);
}

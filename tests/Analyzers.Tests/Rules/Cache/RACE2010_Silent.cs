namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2010 is silent: transactions with a condition, or with nothing to check.</summary>
public sealed class RACE2010_Silent
{
    [Fact]
    public Task With_a_condition() => CacheCode.Check("""
        public async Task<bool> AddAsync(string key)
        {
            var old = await db.StringGetAsync(key);
            var transaction = db.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(key, old));
            _ = transaction.StringSetAsync(key, (long)old + 1);
            return await transaction.ExecuteAsync();
        }
        """);

    [Fact]
    public Task Nothing_was_read() => CacheCode.Check("""
        public async Task SaveAsync(string key, string value)
        {
            var transaction = db.CreateTransaction();
            _ = transaction.StringSetAsync(key, value);
            _ = transaction.SetAddAsync("keys", key);
            await transaction.ExecuteAsync();
        }
        """);

    [Fact]
    public Task The_transaction_increments() => CacheCode.Check("""
        public async Task AddAsync(string key)
        {
            var before = await db.StringGetAsync(key);
            var transaction = db.CreateTransaction();
            _ = transaction.StringIncrementAsync(key);
            await transaction.ExecuteAsync();
            await orders.SendAsync(before.ToString());
        }
        """);

    [Fact]
    public Task Another_key_was_read() => CacheCode.Check("""
        public async Task CopyAsync(string from, string to)
        {
            var value = await db.StringGetAsync(from);
            var transaction = db.CreateTransaction();
            _ = transaction.StringSetAsync(to, value);
            await transaction.ExecuteAsync();
        }
        """);
}

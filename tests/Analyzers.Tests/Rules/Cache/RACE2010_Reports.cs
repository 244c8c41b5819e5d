namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2010 reports: a transaction that does not check what was read before it.</summary>
public sealed class RACE2010_Reports
{
    [Fact]
    public Task A_value_is_read_and_set_in_a_transaction() => CacheCode.Check("""
        public async Task AddAsync(string key)
        {
            var count = (long)await db.StringGetAsync(key);
            var transaction = db.CreateTransaction();
            _ = {|RACE2010:transaction.StringSetAsync(key, count + 1)|};
            await transaction.ExecuteAsync();
        }
        """);

    [Fact]
    public Task A_hash_field_is_read_and_set_in_a_transaction() => CacheCode.Check("""
        public bool Take(string item)
        {
            var stock = (int)db.HashGet("stock", item);
            if (stock == 0) return false;
            var transaction = db.CreateTransaction();
            transaction.HashSetAsync("stock", "seen", 1);
            {|RACE2010:transaction.HashSetAsync("stock", item, stock - 1)|};
            return transaction.Execute();
        }
        """);

    [Fact]
    public Task A_balance_is_enough_until_the_transaction_begins() => CacheCode.Check("""
        public async Task<bool> MoveAsync(string from, string to, long cents)
        {
            var balance = (long)await db.StringGetAsync(from);
            if (balance < cents) return false;
            var transaction = db.CreateTransaction();
            _ = {|RACE2010:transaction.StringDecrementAsync(from, cents)|};
            _ = transaction.StringIncrementAsync(to, cents);
            return await transaction.ExecuteAsync();
        }
        """);
}

namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>A batch with INCR and EXPIRE becomes a transaction.</summary>
public sealed class UseTransactionTests
{
    [Fact]
    public Task Both_commands_or_none() => RedisFixCode.Becomes(
        """
        async Task<long> HitAsync(string key)
        {
            var batch = db.CreateBatch();
            var count = batch.StringIncrementAsync(key);
            var expiry = {|RACE2005:batch.KeyExpireAsync(key, Window)|};
            batch.Execute(); // one round trip
            await Task.WhenAll(count, expiry);
            return await count;
        }
        """,
        """
        async Task<long> HitAsync(string key)
        {
            var batch = db.CreateTransaction();
            var count = batch.StringIncrementAsync(key);
            var expiry = batch.KeyExpireAsync(key, Window);
            batch.Execute(); // one round trip
            await Task.WhenAll(count, expiry);
            return await count;
        }
        """);

    [Fact]
    public Task Two_keys_may_lie_on_two_servers() => RedisFixCode.Stays("""
        async Task HitAsync(string key)
        {
            var batch = db.CreateBatch();
            _ = batch.StringIncrementAsync("all");
            _ = batch.StringIncrementAsync(key);
            var expiry = {|RACE2005:batch.KeyExpireAsync(key, Window)|};
            batch.Execute();
            await expiry;
        }
        """);

    [Fact]
    public Task A_batch_that_somebody_else_fills_too() => RedisFixCode.Stays("""
        async Task HitAsync(string key, Action<IBatch> more)
        {
            var batch = db.CreateBatch();
            _ = batch.StringIncrementAsync(key);
            var expiry = {|RACE2005:batch.KeyExpireAsync(key, Window)|};
            more(batch);
            batch.Execute();
            await expiry;
        }
        """);
}

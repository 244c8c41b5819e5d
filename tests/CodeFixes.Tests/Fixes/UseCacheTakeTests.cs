namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>Get, then remove becomes the runtime's Take.</summary>
public sealed class UseCacheTakeTests
{
    [Fact]
    public Task A_code_in_a_distributed_cache_is_good_for_one() => RedisFixCode.Becomes(
        """
        async Task<string?> RedeemAsync(string code, CancellationToken ct)
        {
            var user = await cache.GetStringAsync(code, ct);
            if (user is null) return null;
            // used up
            await {|RACE2006:cache.RemoveAsync(code, ct)|};
            return user;
        }
        """,
        """
        async Task<string?> RedeemAsync(string code, CancellationToken ct)
        {
            var user = await cache.TakeStringAsync(code, ct);
            if (user is null) return null;
            // used up
            return user;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task In_memory_the_one_who_takes_it_is_told() => RedisFixCode.Becomes(
        """
        string? Redeem(string code)
        {
            if (!memory.TryGetValue(code, out string? user)) return null;
            {|RACE2006:memory.Remove(code)|};
            return user;
        }
        """,
        """
        string? Redeem(string code)
        {
            if (!memory.TryTake(code, out string? user)) return null;
            return user;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task A_server_before_GETDEL_takes_by_script() => RedisFixCode.Becomes(
        """
        async Task<string?> RedeemAsync(string code)
        {
            var user = await db.StringGetAsync(code);
            if (user.IsNull) return null;
            await {|RACE2006:db.KeyDeleteAsync(code)|};
            return user;
        }
        """,
        """
        async Task<string?> RedeemAsync(string code)
        {
            var user = await db.TakeAsync(code);
            if (user.IsNull) return null;
            return user;
        }
        """, RedisFixCode.Runtime, editorConfig: "[*.cs]\nracesafe.redis.min_server_version = 5.0");

    [Fact]
    public Task Synchronous_distributed_code_has_no_counterpart() => RedisFixCode.Stays("""
        string? Redeem(string code)
        {
            var user = cache.GetString(code);
            if (user is null) return null;
            {|RACE2006:cache.Remove(code)|};
            return user;
        }
        """);

    [Fact]
    public Task A_code_that_may_be_wrong_must_not_be_taken_before_it_is_compared() => RedisFixCode.Stays("""
        async Task<bool> RedeemAsync(string user, string code)
        {
            var wanted = await cache.GetStringAsync(user);
            if (wanted != code) return false;
            await send(user);
            await {|RACE2006:cache.RemoveAsync(user)|};
            return true;
        }
        """);
}

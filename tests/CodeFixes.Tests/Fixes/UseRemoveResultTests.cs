namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>A value that is compared, then deleted: the delete is asked whether it was the one.</summary>
public sealed class UseRemoveResultTests
{
    [Fact]
    public Task A_code_is_good_for_the_one_who_deletes_it() => RedisFixCode.Becomes(
        """
        async Task<bool> VerifyAsync(string key, string code)
        {
            var expected = await db.StringGetAsync(key);
            if (expected != code) return false;
            // used up
            await {|RACE2006:db.KeyDeleteAsync(key)|};
            await send(key);
            return true;
        }
        """,
        """
        async Task<bool> VerifyAsync(string key, string code)
        {
            var expected = await db.StringGetAsync(key);
            if (expected != code) return false;
            // used up
            if (!await db.KeyDeleteAsync(key)) return false;
            await send(key);
            return true;
        }
        """);

    [Fact]
    public Task A_branch_that_is_entered_with_the_right_code() => RedisFixCode.Becomes(
        """
        async Task<bool> VerifyAsync(string mail, string code)
        {
            var expected = await db.HashGetAsync("codes", mail);
            if (expected == code)
            {
                await {|RACE2006:db.HashDeleteAsync("codes", mail)|};
                await send(mail);
                return true;
            }

            return false;
        }
        """,
        """
        async Task<bool> VerifyAsync(string mail, string code)
        {
            var expected = await db.HashGetAsync("codes", mail);
            if (expected == code && await db.HashDeleteAsync("codes", mail))
            {
                await send(mail);
                return true;
            }

            return false;
        }
        """);

    [Fact]
    public Task Whoever_comes_second_is_told_what_the_one_is_told_who_finds_nothing() => RedisFixCode.Becomes(
        """
        async Task<string> VerifyAsync(string key, string code)
        {
            var expected = await cache.GetStringAsync(key);
            if (expected is null) return "expired";
            if (!string.Equals(expected, code, StringComparison.Ordinal)) return "wrong";
            await {|RACE2006:cache.RemoveAsync(key)|};
            return "ok";
        }
        """,
        """
        async Task<string> VerifyAsync(string key, string code)
        {
            var expected = await cache.GetStringAsync(key);
            if (expected is null) return "expired";
            if (!string.Equals(expected, code, StringComparison.Ordinal)) return "wrong";
            if (await cache.TakeStringAsync(key) is null) return "expired";
            return "ok";
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task In_memory_too() => RedisFixCode.Becomes(
        """
        bool Verify(string key, string code)
        {
            if (!memory.TryGetValue(key, out string? expected)) return false;
            if (expected != code) throw new ArgumentException("wrong");
            {|RACE2006:memory.Remove(key)|};
            return true;
        }
        """,
        """
        bool Verify(string key, string code)
        {
            if (!memory.TryGetValue(key, out string? expected)) return false;
            if (expected != code) throw new ArgumentException("wrong");
            if (!memory.TryTake<string>(key, out _)) return false;
            return true;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task What_was_done_before_the_delete_cannot_be_undone() => RedisFixCode.Stays("""
        async Task<bool> VerifyAsync(string key, string code)
        {
            var expected = await db.StringGetAsync(key);
            if (expected != code) return false;
            await send(key);
            await {|RACE2006:db.KeyDeleteAsync(key)|};
            return true;
        }
        """);

    [Fact]
    public Task Where_nobody_is_sent_away_there_is_nothing_to_say() => RedisFixCode.Stays("""
        async Task VerifyAsync(string key, string code)
        {
            var expected = await db.StringGetAsync(key);
            if (expected == code)
            {
                await {|RACE2006:db.KeyDeleteAsync(key)|};
            }
        }
        """);

    [Fact]
    public Task A_cache_without_the_runtime_says_nothing() => RedisFixCode.StaysWithoutRuntime("""
        async Task<bool> VerifyAsync(string key, string code)
        {
            var expected = await cache.GetStringAsync(key);
            if (expected != code) return false;
            await {|RACE2006:cache.RemoveAsync(key)|};
            return true;
        }
        """);
}

namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>GET and DEL become GETDEL.</summary>
public sealed class UseGetDeleteTests
{
    [Fact]
    public Task The_value_is_taken() => RedisFixCode.Becomes(
        """
        async Task<string?> TakeAsync(string key)
        {
            var value = await db.StringGetAsync(key);
            await {|RACE2006:db.KeyDeleteAsync(key)|};
            return value;
        }
        """,
        """
        async Task<string?> TakeAsync(string key)
        {
            var value = await db.StringGetDeleteAsync(key);
            return value;
        }
        """);

    [Fact]
    public Task A_guard_clause_for_nothing_stays() => RedisFixCode.Becomes(
        """
        string? Take(string key)
        {
            var value = db.StringGet(key);
            if (value.IsNull) return null;
            {|RACE2006:db.KeyDelete(key)|};
            return value;
        }
        """,
        """
        string? Take(string key)
        {
            var value = db.StringGetDelete(key);
            if (value.IsNull) return null;
            return value;
        }
        """);

    [Fact]
    public Task A_delete_whose_answer_is_thrown_away() => RedisFixCode.Becomes(
        """
        async Task<string?> TakeAsync(string key)
        {
            var value = await db.StringGetAsync(key).ConfigureAwait(false);
            if (!value.HasValue) return null;
            _ = await {|RACE2006:db.KeyDeleteAsync(key)|}.ConfigureAwait(false);
            return value;
        }
        """,
        """
        async Task<string?> TakeAsync(string key)
        {
            var value = await db.StringGetDeleteAsync(key).ConfigureAwait(false);
            if (!value.HasValue) return null;
            return value;
        }
        """);

    [Fact]
    public Task Another_condition_on_the_delete_stays_in_force() => RedisFixCode.Stays("""
        string? Take(string key, bool keep)
        {
            var value = db.StringGet(key);
            if (!keep) {|RACE2006:db.KeyDelete(key)|};
            return value;
        }
        """);
}

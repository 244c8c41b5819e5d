namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>SISMEMBER and SADD become SADD, which says whether the member is new.</summary>
public sealed class UseSetAddResultTests
{
    [Fact]
    public Task The_answer_decides() => RedisFixCode.Becomes(
        """
        bool Vote(string user)
        {
            if (db.SetContains("voters", user)) return false;
            {|RACE2004:db.SetAdd("voters", user)|};
            return true;
        }
        """,
        """
        bool Vote(string user)
        {
            if (!db.SetAdd("voters", user)) return false;
            return true;
        }
        """);

    [Fact]
    public Task The_check_is_for_more_than_one_member() => RedisFixCode.Stays("""
        async Task<bool> VoteAsync(string user, bool open)
        {
            if (!open || await db.SetContainsAsync("voters", user)) return false;
            await {|RACE2004:db.SetAddAsync("voters", user)|};
            return true;
        }
        """);
}

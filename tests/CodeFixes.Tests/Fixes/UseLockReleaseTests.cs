namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>Comparing and deleting become LockRelease.</summary>
public sealed class UseLockReleaseTests
{
    [Fact]
    public Task One_call() => RedisFixCode.Becomes(
        """
        async Task UnlockAsync(string lockKey, string token)
        {
            // only the own one
            if (await db.StringGetAsync(lockKey) == token) await {|RACE2007:db.KeyDeleteAsync(lockKey)|};
        }
        """,
        """
        async Task UnlockAsync(string lockKey, string token)
        {
            // only the own one
            await db.LockReleaseAsync(lockKey, token);
        }
        """);

    [Fact]
    public Task A_block_of_one() => RedisFixCode.Becomes(
        """
        void Unlock(string lockKey, string token)
        {
            if (db.StringGet(lockKey) == token)
            {
                {|RACE2007:db.KeyDelete(lockKey)|};
            }
        }
        """,
        """
        void Unlock(string lockKey, string token)
        {
            db.LockRelease(lockKey, token);
        }
        """);

    [Fact]
    public Task What_else_the_branch_does_must_stay_in_it() => RedisFixCode.Stays("""
        async Task UnlockAsync(string lockKey, string token)
        {
            if (await db.StringGetAsync(lockKey) == token)
            {
                await {|RACE2007:db.KeyDeleteAsync(lockKey)|};
                await send("unlocked");
            }
        }
        """);
}

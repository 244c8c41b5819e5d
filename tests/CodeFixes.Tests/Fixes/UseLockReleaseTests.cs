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

    [Fact]
    public Task The_owner_in_a_variable_of_its_own() => RedisFixCode.Becomes(
        """
        async Task UnlockAsync(string lockKey, string token)
        {
            // only the own one
            var owner = await db.StringGetAsync(lockKey).ConfigureAwait(false);
            if (owner == token)
                await {|RACE2007:db.KeyDeleteAsync(lockKey)|};
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
    public Task The_owner_as_text() => RedisFixCode.Becomes(
        """
        void Unlock(string lockKey, string token)
        {
            if (db.StringGet(lockKey).ToString() == token) {|RACE2007:db.KeyDelete(lockKey)|};
        }
        """,
        """
        void Unlock(string lockKey, string token)
        {
            db.LockRelease(lockKey, token);
        }
        """);

    [Fact]
    public Task An_owner_that_is_used_is_not_lost() => RedisFixCode.Stays("""
        async Task UnlockAsync(string lockKey, string token)
        {
            var owner = await db.StringGetAsync(lockKey);
            if (owner == token) await {|RACE2007:db.KeyDeleteAsync(lockKey)|};
            await send(owner!);
        }
        """);
}

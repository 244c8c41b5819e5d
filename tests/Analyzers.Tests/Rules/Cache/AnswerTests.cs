namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>Whether the answer of a command is looked at, however it is waited for.</summary>
public sealed class AnswerTests
{
    [Fact]
    public Task An_answer_that_is_only_waited_for() => CacheCode.Check("""
        public async Task<string?> RedeemAsync(string ticket)
        {
            var user = await db.StringGetAsync(ticket).ConfigureAwait(false);
            if (user.IsNull) return null;
            await {|RACE2006:db.KeyDeleteAsync(ticket)|}.ConfigureAwait(false);
            return user;
        }
        """);

    [Fact]
    public Task A_lock_whose_owner_is_compared_by_a_method() => Verify.Analyzer<RaceAnalyzer>(Code.Files(("Locks.cs", """
        using StackExchange.Redis;

        public class JobLocks(IDatabase db)
        {
            public async Task<bool> ReleaseAsync(string job, string owner)
            {
                var holder = (string?)await db.StringGetAsync(job);
                if (!string.Equals(holder, owner, StringComparison.Ordinal)) return false;
                return await {|RACE2007:db.KeyDeleteAsync(job)|};
            }
        }
        """)), CacheCode.Setup);

    [Fact]
    public Task An_answer_that_decides() => CacheCode.Check("""
        public async Task<string?> RedeemAsync(string ticket)
        {
            var user = await db.StringGetAsync(ticket).ConfigureAwait(false);
            return await db.KeyDeleteAsync(ticket).ConfigureAwait(false) ? (string?)user : null;
        }
        """);

    [Fact]
    public Task An_answer_that_is_blocked_for_and_decides() => CacheCode.Check("""
        public bool Vote(string user)
        {
            if (db.SetContains("voters", user)) return false;
            return db.SetAddAsync("voters", user).GetAwaiter().GetResult();
        }
        """);

    [Fact]
    public Task An_answer_that_is_kept() => CacheCode.Check("""
        public async Task<bool> VoteAsync(string user)
        {
            if (await db.SetContainsAsync("voters", user)) return false;
            var isFirst = await db.SetAddAsync("voters", user).ConfigureAwait(false);
            return isFirst;
        }
        """);

    [Fact]
    public Task A_block_is_no_lock() => Verify.Analyzer<RaceAnalyzer>(Code.Files(("Blocks.cs", """
        using StackExchange.Redis;

        public class BlockList(IDatabase db)
        {
            public async Task<bool> LiftAsync(string user, string reason)
            {
                if (await db.StringGetAsync(user) != reason) return false;
                return await db.KeyDeleteAsync(user);
            }
        }
        """)), CacheCode.Setup);

    [Fact]
    public Task A_name_goes_to_the_one_who_asks_first() => Verify.Analyzer<RaceAnalyzer>("""
        using StackExchange.Redis;

        public sealed class Names(IDatabase db, string me)
        {
            public async Task<bool> ReserveAsync(string name)
            {
                if (!await db.HashExistsAsync("names", name))
                {
                    await {|RACE2004:db.HashSetAsync("names", name, me)|};
                    return true;
                }

                return false;
            }

            public Task<bool> ReserveOnceAsync(string name) => db.HashSetAsync("names", name, me, When.NotExists);

            public async Task RememberAsync(string name)
            {
                if (!await db.HashExistsAsync("names", name)) await db.HashSetAsync("names", name, me.Length);
            }
        }
        """, CacheCode.Setup);
}

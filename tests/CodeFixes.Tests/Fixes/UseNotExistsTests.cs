namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>EXISTS and SET become SET NX.</summary>
public sealed class UseNotExistsTests
{
    [Fact]
    public Task Whoever_is_told_no_leaves() => RedisFixCode.Becomes(
        """
        async Task ProcessAsync(string id)
        {
            if (await db.KeyExistsAsync(id)) return;
            await {|RACE2003:db.StringSetAsync(id, 1, TimeSpan.FromHours(1))|};
            await send(id);
        }
        """,
        """
        async Task ProcessAsync(string id)
        {
            if (!await db.StringSetAsync(id, 1, TimeSpan.FromHours(1), When.NotExists)) return;
            await send(id);
        }
        """);

    [Fact]
    public Task Whoever_is_told_yes_goes_on() => RedisFixCode.Becomes(
        """
        async Task ProcessAsync(string id)
        {
            if (!await db.KeyExistsAsync(id))
            {
                await {|RACE2003:db.StringSetAsync(id, "done", TimeSpan.FromHours(1))|};
                await send(id);
            }
        }
        """,
        """
        async Task ProcessAsync(string id)
        {
            if (await db.StringSetAsync(id, "done", TimeSpan.FromHours(1), When.NotExists))
            {
                await send(id);
            }
        }
        """);

    [Fact]
    public Task A_field_that_belongs_to_the_first() => RedisFixCode.Becomes(
        """
        async Task<bool> TakeAsync(string nick, string user)
        {
            var owner = await db.HashGetAsync("nicks", nick);
            if (!owner.IsNull) return false;
            await {|RACE2004:db.HashSetAsync("nicks", nick, user)|};
            return true;
        }
        """,
        """
        async Task<bool> TakeAsync(string nick, string user)
        {
            if (!await db.HashSetAsync("nicks", nick, user, When.NotExists)) return false;
            return true;
        }
        """);

    [Fact]
    public Task A_field_that_is_asked_for() => RedisFixCode.Becomes(
        """
        async Task TakeAsync(string nick, string user)
        {
            if (await db.HashExistsAsync("nicks", nick)) throw new InvalidOperationException("taken");
            await {|RACE2004:db.HashSetAsync("nicks", nick, user)|};
        }
        """,
        """
        async Task TakeAsync(string nick, string user)
        {
            if (!await db.HashSetAsync("nicks", nick, user, When.NotExists)) throw new InvalidOperationException("taken");
        }
        """);

    [Fact]
    public Task A_vote_that_each_has_once() => RedisFixCode.Becomes(
        """
        async Task<bool> VoteAsync(string post, string user)
        {
            double? mine = await db.SortedSetScoreAsync(post, user);
            if (mine.HasValue) return false;
            await {|RACE2004:db.SortedSetAddAsync(post, user, 1)|};
            await db.StringIncrementAsync(post + ":votes");
            return true;
        }
        """,
        """
        async Task<bool> VoteAsync(string post, string user)
        {
            if (!await db.SortedSetAddAsync(post, user, 1, SortedSetWhen.NotExists)) return false;
            await db.StringIncrementAsync(post + ":votes");
            return true;
        }
        """);

    [Fact]
    public Task A_window_that_is_opened_before_it_is_counted_in() => RedisFixCode.Becomes(
        """
        async Task<long> CountAsync(string key)
        {
            if (!await db.KeyExistsAsync(key))
                await {|RACE2003:db.StringSetAsync(key, 0, Window)|};
            return await db.StringIncrementAsync(key);
        }
        """,
        """
        async Task<long> CountAsync(string key)
        {
            await db.StringSetAsync(key, 0, Window, When.NotExists);
            return await db.StringIncrementAsync(key);
        }
        """);

    [Fact]
    public Task What_was_said_to_be_set_in_any_case() => RedisFixCode.Becomes(
        """
        bool TryLead(string me)
        {
            if (db.KeyExists("leader")) return false;
            {|RACE2003:db.StringSet("leader", me, Window, When.Always)|};
            return true;
        }
        """,
        """
        bool TryLead(string me)
        {
            if (!db.StringSet("leader", me, Window, When.NotExists)) return false;
            return true;
        }
        """);

    [Fact]
    public Task Another_field_than_the_one_that_was_asked_for_stays() => RedisFixCode.Stays("""
        async Task<bool> TakeAsync(string room, string user)
        {
            if (await db.KeyExistsAsync(room)) return false;
            await {|RACE2004:db.HashSetAsync(room, "owner", user)|};
            return true;
        }
        """);

    [Fact]
    public Task What_must_be_worked_out_is_not_worked_out_in_vain() => RedisFixCode.Stays("""
        async Task<bool> LeadAsync(Func<TimeSpan> newTerm)
        {
            if (await db.KeyExistsAsync("leader")) return false;
            await {|RACE2003:db.StringSetAsync("leader", 1, newTerm())|};
            await send("leader");
            return true;
        }
        """);

    [Fact]
    public Task A_mark_that_is_set_after_the_work_stays_there() => RedisFixCode.Stays("""
        async Task ProcessAsync(string id)
        {
            if (await db.KeyExistsAsync(id)) return;
            await send(id);
            await {|RACE2003:db.StringSetAsync(id, "done", TimeSpan.FromHours(1))|};
        }
        """);

    [Fact]
    public Task A_check_among_others_is_left_alone() => RedisFixCode.Stays("""
        async Task ProcessAsync(string id, bool force)
        {
            if (!force && await db.KeyExistsAsync(id)) return;
            await {|RACE2003:db.StringSetAsync(id, "done", TimeSpan.FromHours(1))|};
            await send(id);
        }
        """);
}

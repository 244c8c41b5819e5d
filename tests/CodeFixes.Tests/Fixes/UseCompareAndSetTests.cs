namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>A value that lets one pass is replaced by one that does not: compare-and-set with what was read.</summary>
public sealed class UseCompareAndSetTests
{
    [Fact]
    public Task A_bonus_that_is_paid_once_a_day() => RedisFixCode.Becomes(
        """
        async Task<bool> ClaimAsync(string player)
        {
            var today = DateTime.UtcNow.ToString("d");
            var last = await db.StringGetAsync(player);
            if (last == today) return false;
            await {|RACE2003:db.StringSetAsync(player, today, Window)|};
            await send(player);
            return true;
        }
        """,
        """
        async Task<bool> ClaimAsync(string player)
        {
            var today = DateTime.UtcNow.ToString("d");
            var last = await db.StringGetAsync(player);
            if (last == today) return false;
            if ((await db.CompareAndSetAsync(player, last, today, ttl: Window)).IsRefused) return false;
            await send(player);
            return true;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task The_state_of_a_job_in_a_hash() => RedisFixCode.Becomes(
        """
        async Task<bool> StartAsync(string job)
        {
            var state = await db.HashGetAsync(job, "state");
            if (state != "queued") return false;
            await {|RACE2004:db.HashSetAsync(job, "state", "running")|};
            await send(job);
            return true;
        }
        """,
        """
        async Task<bool> StartAsync(string job)
        {
            var state = await db.HashGetAsync(job, "state");
            if (state != "queued") return false;
            if ((await db.HashCompareAndSetAsync(job, "state", state, "running")).IsRefused) return false;
            await send(job);
            return true;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task Whoever_is_refused_leaves_a_word() => RedisFixCode.Becomes(
        """
        async Task StartAsync(string job)
        {
            string? state = await db.HashGetAsync(job, "state");
            if (state is not "queued")
            {
                await send($"{job} was started"); // by another
                return;
            }

            await {|RACE2004:db.HashSetAsync(job, "state", "running")|};
            await send(job);
        }
        """,
        """
        async Task StartAsync(string job)
        {
            string? state = await db.HashGetAsync(job, "state");
            if (state is not "queued")
            {
                await send($"{job} was started"); // by another
                return;
            }

            if ((await db.HashCompareAndSetAsync(job, "state", state, "running")).IsRefused)
            {
                await send($"{job} was started"); // by another
                return;
            }
            await send(job);
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task What_was_done_before_the_step_cannot_be_undone() => RedisFixCode.Stays("""
        async Task<bool> StartAsync(string job)
        {
            var state = await db.HashGetAsync(job, "state");
            if (state != "queued") return false;
            await send(job);
            await {|RACE2004:db.HashSetAsync(job, "state", "running")|};
            return true;
        }
        """);

    [Fact]
    public Task A_state_that_goes_on_from_there() => RedisFixCode.Stays("""
        async Task<bool> StartAsync(string job)
        {
            var state = await db.HashGetAsync(job, "state");
            if (state != "queued") return false;
            await {|RACE2004:db.HashSetAsync(job, "state", "running")|};
            await send(job);
            await db.HashSetAsync(job, "state", "done");
            return true;
        }
        """);

    [Fact]
    public Task Where_nobody_is_sent_away_there_is_nothing_to_say() => RedisFixCode.Stays("""
        async Task StartAsync(string job)
        {
            var state = await db.HashGetAsync(job, "state");
            if (state == "queued")
            {
                await {|RACE2004:db.HashSetAsync(job, "state", "running")|};
                await send(job);
            }
        }
        """);
}

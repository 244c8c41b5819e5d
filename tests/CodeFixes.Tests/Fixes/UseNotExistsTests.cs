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

namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>The greater of two scores is kept by the server.</summary>
public sealed class UseSortedSetWhenTests
{
    [Fact]
    public Task The_best_score_of_a_player() => RedisFixCode.Becomes(
        """
        async Task SubmitAsync(string player, double score)
        {
            // only a better one counts
            double? best = await db.SortedSetScoreAsync("board", player);
            if (best is null || score > best)
                await {|RACE2004:db.SortedSetAddAsync("board", player, score)|};
        }
        """,
        """
        async Task SubmitAsync(string player, double score)
        {
            // only a better one counts
            await db.SortedSetAddAsync("board", player, score, SortedSetWhen.GreaterThan);
        }
        """);

    [Fact]
    public Task The_fastest_lap() => RedisFixCode.Becomes(
        """
        void Lap(string driver, double seconds)
        {
            var best = db.SortedSetScore("laps", driver);
            if (!best.HasValue || best.Value > seconds)
            {
                {|RACE2004:db.SortedSetAdd("laps", driver, seconds)|};
            }
        }
        """,
        """
        void Lap(string driver, double seconds)
        {
            db.SortedSetAdd("laps", driver, seconds, SortedSetWhen.LessThan);
        }
        """);

    [Fact]
    public Task Where_something_is_done_for_the_better_one_it_must_be_known() => RedisFixCode.Stays("""
        async Task SubmitAsync(string player, double score)
        {
            var best = await db.SortedSetScoreAsync("board", player);
            if (best is null || score > best)
            {
                await {|RACE2004:db.SortedSetAddAsync("board", player, score)|};
                await send(player);
            }
        }
        """);

    [Fact]
    public Task An_older_server_has_no_such_condition() => RedisFixCode.Stays(
        """
        async Task SubmitAsync(string player, double score)
        {
            var best = await db.SortedSetScoreAsync("board", player);
            if (best is null || score > best) await {|RACE2004:db.SortedSetAddAsync("board", player, score)|};
        }
        """, editorConfig: "[*.cs]\nracesafe.redis.min_server_version = 6.0");
}

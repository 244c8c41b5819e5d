namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2004 reports: a hash, set, list or sorted set that is read or checked, then changed.</summary>
public sealed class RACE2004_Reports
{
    [Fact]
    public Task A_set_is_asked_then_added_to() => CacheCode.Check("""
        public bool Vote(string user)
        {
            if (db.SetContains("voters", user)) return false;
            {|RACE2004:db.SetAdd("voters", user)|};
            return true;
        }
        """);

    [Fact]
    public Task A_hash_field_is_read_and_set() => CacheCode.Check("""
        public void Take(string item)
        {
            var stock = (int)db.HashGet("stock", item);
            {|RACE2004:db.HashSet("stock", item, stock - 1)|};
        }
        """);

    [Fact]
    public Task A_list_has_a_limit() => CacheCode.Check("""
        public async Task<bool> EnqueueAsync(string job)
        {
            if (await db.ListLengthAsync("jobs") >= 100) return false;
            await {|RACE2004:db.ListRightPushAsync("jobs", job)|};
            return true;
        }
        """);

    [Fact]
    public Task A_sliding_window_counts_then_adds() => CacheCode.Check("""
        public bool Allow(string user, double now)
        {
            if (db.SortedSetLength(user) > 10) return false;
            {|RACE2004:db.SortedSetAdd(user, now.ToString(), now)|};
            return true;
        }
        """);

    [Fact]
    public Task A_score_is_read_and_set() => CacheCode.Check("""
        public void Win(string player)
        {
            var score = db.SortedSetScore("board", player) ?? 0;
            {|RACE2004:db.SortedSetAdd("board", player, score + 10)|};
        }
        """);
}

namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>GET, add and SET become one INCRBY.</summary>
public sealed class UseRedisIncrementTests
{
    [Fact]
    public Task The_dead_read_goes_and_the_comment_stays() => RedisFixCode.Becomes(
        """
        async Task AddAsync(string key)
        {
            // one more
            var count = (long)await db.StringGetAsync(key);
            await {|RACE2002:db.StringSetAsync(key, count + 1)|}; // counted
        }
        """,
        """
        async Task AddAsync(string key)
        {
            // one more
            await db.StringIncrementAsync(key); // counted
        }
        """);

    [Fact]
    public Task Points_of_a_player() => RedisFixCode.Becomes(
        """
        async Task<double> AddPointsAsync(string player, double points)
        {
            var current = await db.SortedSetScoreAsync("points", player) ?? 0;
            var total = current + points;
            await {|RACE2004:db.SortedSetAddAsync("points", player, total)|};
            return total;
        }
        """,
        """
        async Task<double> AddPointsAsync(string player, double points)
        {
            var total = await db.SortedSetIncrementAsync("points", player, points);
            return total;
        }
        """);

    [Fact]
    public Task Any_amount_is_added() => RedisFixCode.Becomes(
        """
        void Add(string key, int by)
        {
            var count = (int)db.StringGet(key);
            {|RACE2002:db.StringSet(key, count + by)|};
        }
        """,
        """
        void Add(string key, int by)
        {
            db.StringIncrement(key, by);
        }
        """);

    [Fact]
    public Task What_is_taken_away_is_a_decrement() => RedisFixCode.Becomes(
        """
        async Task TakeAsync(string key)
        {
            var left = (long)await db.StringGetAsync(key).ConfigureAwait(false);
            await {|RACE2002:db.StringSetAsync(key, left - 2)|}.ConfigureAwait(false);
        }
        """,
        """
        async Task TakeAsync(string key)
        {
            await db.StringDecrementAsync(key, 2).ConfigureAwait(false);
        }
        """);

    [Fact]
    public Task The_new_value_flows_to_where_it_was_used() => RedisFixCode.Becomes(
        """
        async Task<long> NextAsync(string key)
        {
            var last = (long)await db.StringGetAsync(key);
            var next = last + 1;
            await {|RACE2002:db.StringSetAsync(key, next)|};
            return next;
        }
        """,
        """
        async Task<long> NextAsync(string key)
        {
            var next = await db.StringIncrementAsync(key);
            return next;
        }
        """);

    [Fact]
    public Task A_hash_field_is_incremented_by_the_server() => RedisFixCode.Becomes(
        """
        void Take(string item)
        {
            var stock = (int)db.HashGet("stock", item);
            {|RACE2004:db.HashSet("stock", item, stock - 1)|};
        }
        """,
        """
        void Take(string item)
        {
            db.HashDecrement("stock", item);
        }
        """);

    [Fact]
    public Task A_missing_number_counts_as_zero_in_every_spelling() => RedisFixCode.Becomes(
        """
        async Task<int> AddAsync(string key)
        {
            var value = await db.StringGetAsync(key);
            var count = value.HasValue ? (int)value : 0;
            count++;
            await {|RACE2002:db.StringSetAsync(key, count)|};
            return count;
        }
        """,
        """
        async Task<int> AddAsync(string key)
        {
            var count = (int)await db.StringIncrementAsync(key);
            return count;
        }
        """);

    [Fact]
    public Task A_time_to_live_has_no_place_in_INCRBY() => RedisFixCode.StaysWithoutRuntime("""
        void Add(string key)
        {
            var count = (int)db.StringGet(key);
            {|RACE2002:db.StringSet(key, count + 1, TimeSpan.FromMinutes(1))|};
        }
        """);

    [Fact]
    public Task An_old_value_that_is_used_otherwise_is_not_lost() => RedisFixCode.Stays("""
        int Add(string key)
        {
            var count = (int)db.StringGet(key);
            {|RACE2002:db.StringSet(key, count + 1)|};
            return count;
        }
        """);

    [Fact]
    public Task What_happens_in_between_keeps_its_place() => RedisFixCode.Stays("""
        async Task AddAsync(string key)
        {
            var count = (long)await db.StringGetAsync(key);
            await send("counting");
            await {|RACE2002:db.StringSetAsync(key, count + 1)|};
        }
        """);

    [Fact]
    public Task A_product_is_no_sum() => RedisFixCode.StaysWithoutRuntime("""
        void Double(string key)
        {
            var count = (int)db.StringGet(key);
            {|RACE2002:db.StringSet(key, count * 2)|};
        }
        """);

    [Fact]
    public Task A_floating_sum_is_left_alone() => RedisFixCode.StaysWithoutRuntime("""
        void Add(string key)
        {
            var count = (double)db.StringGet(key);
            {|RACE2002:db.StringSet(key, count + 0.5)|};
        }
        """);
}

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

    [Fact]
    public Task A_stream_grows_beyond_its_limit() => CacheCode.Check("""
        public async Task<bool> AppendAsync(string key, string text)
        {
            if (await db.StreamLengthAsync(key) >= 1000) return false;
            await {|RACE2004:db.StreamAddAsync(key, "text", text)|};
            return true;
        }
        """);

    [Fact]
    public Task Fields_become_an_object_in_a_helper_and_fields_again() => CacheCode.Check("""
        public async Task<bool> BuyAsync(string player, int price)
        {
            var purse = await LoadAsync(player);
            if (purse.Count < price) return false;
            purse.Count -= price;
            await {|RACE2004:SaveAsync(player, purse)|};
            return true;
        }

        private async Task<Cart> LoadAsync(string player)
        {
            var fields = await db.HashGetAllAsync(player);
            return new Cart { Count = (int)fields[0].Value };
        }

        private Task SaveAsync(string player, Cart purse) => db.HashSetAsync(player, [new HashEntry("gold", purse.Count)]);
        """);

    [Fact]
    public Task A_job_is_queued_where_it_is_not_in_the_queue() => CacheCode.Check("""
        public async Task<bool> EnqueueAsync(string queue, string job)
        {
            var waiting = await db.ListRangeAsync(queue);
            if (waiting.Any(one => one == job)) return false;
            await {|RACE2004:db.ListLeftPushAsync(queue, job)|};
            return true;
        }
        """);

    [Fact]
    public Task A_room_takes_one_too_many_though_the_add_is_answered() => CacheCode.Check("""
        public async Task<bool> EnterAsync(string room, string user, int capacity)
        {
            if (await db.SetLengthAsync(room) >= capacity) return false;
            return await {|RACE2004:db.SetAddAsync(room, user)|};
        }
        """);

    [Fact]
    public Task A_job_is_looked_at_then_taken_out() => CacheCode.Check("""
        public async Task PollAsync(Func<string, Task> run)
        {
            var due = await db.SortedSetRangeByScoreAsync("delayed", 0, 100, take: 1);
            if (due.Length == 0) return;
            await {|RACE2004:db.SortedSetRemoveAsync("delayed", due[0])|};
            await run(due[0]!);
        }
        """);

    [Fact]
    public Task The_head_of_a_queue_is_handled_then_popped() => CacheCode.Check("""
        public async Task NextAsync(Func<string, Task> handle)
        {
            var job = await db.ListGetByIndexAsync("jobs", 0);
            if (job.IsNull) return;
            await handle(job!);
            await {|RACE2004:db.ListLeftPopAsync("jobs")|};
        }
        """);

    [Fact]
    public Task Two_of_those_who_wait_are_paired() => CacheCode.Check("""
        public async Task<(string?, string?)?> PairAsync()
        {
            var waiting = await db.SetMembersAsync("waiting");
            if (waiting.Length < 2) return null;
            await {|RACE2004:db.SetRemoveAsync("waiting", new[] { waiting[0], waiting[1] })|};
            return (waiting[0], waiting[1]);
        }
        """);

    [Fact]
    public Task All_fields_are_read_and_one_is_written() => CacheCode.Check("""
        public async Task SellAsync(string sku)
        {
            var fields = (await db.HashGetAllAsync(sku)).ToDictionary(field => field.Name, field => field.Value);
            await {|RACE2004:db.HashSetAsync(sku, "sold", (int)fields["sold"] + 1)|};
        }
        """);

    [Fact]
    public Task Two_fields_at_once() => CacheCode.Check("""
        public async Task<bool> TakeAsync(string bucket, long now)
        {
            var fields = await db.HashGetAsync(bucket, ["tokens", "time"]);
            var tokens = Math.Min(10, (double)fields[0] + (now - (long)fields[1]) / 1000.0);
            await {|RACE2004:db.HashSetAsync(bucket, [new("tokens", tokens - 1), new("time", now)])|};
            return tokens >= 1;
        }
        """);

    [Fact]
    public Task A_place_in_the_queue_from_its_length() => CacheCode.Check("""
        public async Task<long> EnqueueAsync(string customer)
        {
            var place = await db.ListLengthAsync("support") + 1;
            await {|RACE2004:db.ListRightPushAsync("support", $"{place}|{customer}")|};
            return place;
        }
        """);

    [Fact]
    public Task Who_was_offline_is_announced() => CacheCode.Check("""
        public event Action<string>? CameOnline;

        public async Task ConnectedAsync(string user, string connection)
        {
            var wasOnline = await db.HashExistsAsync("presence", user);
            await {|RACE2004:db.HashSetAsync("presence", user, connection)|};
            if (!wasOnline) CameOnline?.Invoke(user);
        }
        """);

    [Fact]
    public Task A_job_that_is_not_queued_any_more_is_not_run() => CacheCode.Check("""
        public async Task StartAsync(string job, Func<Task> run)
        {
            string? status = await db.HashGetAsync(job, "status");
            if (status is not "queued") return;
            await {|RACE2004:db.HashSetAsync(job, "status", "running")|};
            await run();
        }
        """);

    [Fact]
    public Task What_is_added_to_an_empty_set_is_deleted_with_it() => CacheCode.Check("""
        public async Task DisconnectedAsync(string user, string connection)
        {
            await db.SetRemoveAsync(user, connection);
            if (await db.SetLengthAsync(user) == 0) await {|RACE2004:db.KeyDeleteAsync(user)|};
        }
        """);
}

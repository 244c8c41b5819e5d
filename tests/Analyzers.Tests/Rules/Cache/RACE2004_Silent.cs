namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2004 is silent: one command, or one whose answer is heard.</summary>
public sealed class RACE2004_Silent
{
    [Fact]
    public Task The_answer_of_SADD_decides() => CacheCode.Check("""
        public bool Vote(string user) => db.SetAdd("voters", user);
        """);

    [Fact]
    public Task The_server_adds_to_the_field() => CacheCode.Check("""
        public long Take(string item) => db.HashDecrement("stock", item);
        """);

    [Fact]
    public Task Another_field_is_written() => CacheCode.Check("""
        public void Copy()
        {
            var stock = (int)db.HashGet("stock", "old");
            db.HashSet("stock", "new", stock + 1);
        }
        """);

    [Fact]
    public Task A_field_is_filled_from_elsewhere() => CacheCode.Check("""
        public async Task<string> NameAsync(int id)
        {
            var name = await db.HashGetAsync("names", id);
            if (name.HasValue) return name!;
            var cart = await orders.LoadAsync(id);
            await db.HashSetAsync("names", id, cart.Count);
            return cart.Count.ToString();
        }
        """);

    [Fact]
    public Task A_member_is_added_without_asking() => CacheCode.Check("""
        public void See(string page) { db.SetAdd("pages", page); }
        """);

    [Fact]
    public Task A_long_list_is_cut() => CacheCode.Check("""
        public void Push(string line)
        {
            db.ListLeftPush("log", line);
            if (db.ListLength("log") > 1000) db.ListTrim("log", 0, 999);
        }
        """);

    [Fact]
    public Task Only_if_the_field_is_new() => CacheCode.Check("""
        public bool Start(string item)
        {
            if (db.HashExists("stock", "closed")) return false;
            return db.HashSet("stock", item, 0, When.NotExists);
        }
        """);

    [Fact]
    public Task The_answer_of_SREM_tells_who_got_it() => CacheCode.Check("""
        public string? Claim(string job)
        {
            if (!db.SetContains("open", job)) return null;
            return db.SetRemove("open", job) ? job : null;
        }
        """);

    [Fact]
    public Task A_status_is_overwritten_where_it_differs() => CacheCode.Check("""
        public async Task SetStatusAsync(string user, string status)
        {
            var old = await db.HashGetAsync("status", user);
            if (old == status) return;
            await db.HashSetAsync("status", user, status);
        }
        """);

    [Fact]
    public Task Those_who_were_not_heard_of_are_dropped_by_their_score() => CacheCode.Check("""
        public async Task BeatAsync(string user, long now)
        {
            await db.SortedSetAddAsync("presence", user, now);
            await db.SortedSetRemoveRangeByScoreAsync("presence", 0, now - 60);
        }
        """);

    [Fact]
    public Task A_stream_that_the_server_trims() => CacheCode.Check("""
        public async Task<long> AppendAsync(string key, string text)
        {
            await db.StreamAddAsync(key, "text", text, maxLength: 1000, useApproximateMaxLength: true);
            return await db.StreamLengthAsync(key);
        }
        """);

    [Fact]
    public Task Messages_of_a_stream_are_deleted_by_their_ids() => CacheCode.Check("""
        public async Task ConsumeAsync(string key)
        {
            foreach (var entry in await db.StreamRangeAsync(key))
            {
                await orders.SendAsync(entry.Values[0].Value.ToString());
                await db.StreamDeleteAsync(key, [entry.Id]);
            }
        }
        """);

    [Fact]
    public Task A_field_is_filled_with_what_was_looked_up() => CacheCode.Check("""
        public async Task<string> NameAsync(int id)
        {
            var name = await db.HashGetAsync("names", id);
            if (!name.IsNull) return name.ToString();
            var made = (await orders.LoadAsync(id)).Id.ToString();
            await db.HashSetAsync("names", id, made);
            return made;
        }
        """);

    [Fact]
    public Task Jobs_are_popped_until_there_are_none() => CacheCode.Check("""
        public async Task<List<string>> DrainAsync(string queue, int most)
        {
            var batch = new List<string>();
            while (batch.Count < most)
            {
                var item = await db.ListLeftPopAsync(queue);
                if (item.IsNull) break;
                batch.Add(item.ToString());
            }

            return batch;
        }
        """);

    [Fact]
    public Task Sessions_of_a_user_are_dropped_one_by_one() => CacheCode.Check("""
        public async Task EvictAsync(string user)
        {
            foreach (var session in await db.SetMembersAsync("sessions:" + user))
                await db.KeyDeleteAsync("session:" + session);
        }
        """);

    [Fact]
    public Task The_server_adds_to_the_score() => CacheCode.Check("""
        public async Task<double> RewardAsync(string player, double points)
        {
            var before = await db.SortedSetScoreAsync("board", player);
            var after = await db.SortedSetIncrementAsync("board", player, points);
            return after - (before ?? 0);
        }
        """);

    [Fact]
    public Task Fields_are_copied_into_another_hash() => CacheCode.Check("""
        public async Task ArchiveAsync(string id)
        {
            var fields = await db.HashGetAllAsync("order:" + id);
            await db.HashSetAsync("archive:" + id, fields);
        }
        """);

    [Fact]
    public Task How_many_there_are_is_only_measured() => CacheCode.Check("""
        public async Task JoinAsync(string room, string user, Action<long> gauge)
        {
            gauge(await db.SetLengthAsync(room));
            await db.SetAddAsync(room, user);
        }
        """);

    [Fact]
    public Task A_log_is_cut_by_the_server_after_each_line() => CacheCode.Check("""
        public async Task LogAsync(string key, string line)
        {
            await db.ListLeftPushAsync(key, line);
            await db.ListTrimAsync(key, 0, 99);
        }
        """);

    [Fact]
    public Task The_answer_of_ZREM_tells_whose_job_it_is() => CacheCode.Check("""
        public async Task PollAsync(Func<string, Task> run)
        {
            foreach (var job in await db.SortedSetRangeByScoreAsync("delayed", 0, 100))
                if (await db.SortedSetRemoveAsync("delayed", job)) await run(job!);
        }
        """);

    [Fact]
    public Task The_dead_are_taken_out() => CacheCode.Check("""
        public async Task PruneAsync()
        {
            foreach (var node in await db.SetMembersAsync("nodes"))
                if (!await db.KeyExistsAsync("alive:" + node)) await db.SetRemoveAsync("nodes", node);
        }
        """);

    [Fact]
    public Task One_worker_handles_the_head_and_pops_it() => CacheCode.Check("""
        public class Worker(IDatabase queue) : Microsoft.Extensions.Hosting.BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                while (!stoppingToken.IsCancellationRequested)
                {
                    var job = await queue.ListGetByIndexAsync("jobs", 0);
                    if (job.IsNull) continue;
                    await RunAsync(job!);
                    await queue.ListLeftPopAsync("jobs");
                }
            }

            private Task RunAsync(string job) => Task.CompletedTask;
        }
        """, CacheCode.Setup with { References = [.. CacheCode.Setup.References, "Hosting"] });

    [Fact]
    public Task All_fields_of_another_hash_are_read() => CacheCode.Check("""
        public async Task CopyAsync(string from, string to)
        {
            var fields = (await db.HashGetAllAsync(from)).ToDictionary(field => field.Name, field => field.Value);
            await db.HashSetAsync(to, "sold", (int)fields["sold"] + 1);
        }
        """);

    [Fact]
    public Task How_many_were_taken_out() => CacheCode.Check("""
        public async Task<int> PruneAsync(long cutoff)
        {
            var dead = await db.SortedSetRangeByScoreAsync("beats", 0, cutoff);
            await db.SortedSetRemoveAsync("beats", dead);
            return dead.Length;
        }
        """);

    [Fact]
    public Task Other_fields_at_once() => CacheCode.Check("""
        public async Task AverageAsync(string key)
        {
            var fields = await db.HashGetAsync(key, ["sum", "count"]);
            await db.HashSetAsync(key, [new("average", (double)fields[0] / (double)fields[1])]);
        }
        """);

    [Fact]
    public Task A_ring_drops_its_oldest() => CacheCode.Check("""
        public async Task TellAsync(string feed, string text)
        {
            if (await db.ListLengthAsync(feed) < 20)
            {
                await db.ListLeftPushAsync(feed, text);
            }
            else
            {
                await db.ListRightPopAsync(feed);
                await db.ListLeftPushAsync(feed, text);
            }
        }
        """);

    [Fact]
    public Task The_push_says_how_long_the_queue_is() => CacheCode.Check("""
        public Task<long> EnqueueAsync(string customer) => db.ListRightPushAsync("support", customer);
        """);

    [Fact]
    public Task The_answer_of_HSET_says_who_is_new() => CacheCode.Check("""
        public async Task ConnectedAsync(string user, string connection)
        {
            if (await db.HashSetAsync("presence", user, connection)) await orders.SendAsync(user);
        }
        """);

    [Fact]
    public Task Whether_it_is_new_is_only_logged() => CacheCode.Check("""
        public async Task ReportAsync(string device, double temperature)
        {
            var previous = await db.HashGetAllAsync(device);
            await db.HashSetAsync(device, [new("temperature", temperature)]);
            if (previous.Length == 0) Console.WriteLine(device);
        }
        """);

    [Fact]
    public Task How_long_somebody_was_away() => CacheCode.Check("""
        public async Task<long> SeenAsync(string user, long now)
        {
            var before = (long)await db.HashGetAsync("seen", user);
            await db.HashSetAsync("seen", user, now);
            return now - before;
        }
        """);

    [Fact]
    public Task Rights_in_one_set_members_in_another() => CacheCode.Check("""
        public async Task<bool> KickAsync(string group, string admin, string target)
        {
            if (!await db.SetContainsAsync(group + ":admins", admin)) return false;
            await db.SetRemoveAsync(group + ":members", target);
            return true;
        }
        """);

    [Fact]
    public Task The_least_is_popped() => CacheCode.Check("""
        public async Task<string?> NextAsync() => (await db.SortedSetPopAsync("jobs"))?.Element;
        """);

    [Fact]
    public Task All_fields_are_dropped() => CacheCode.Check("""
        public async Task ClearAsync(string key)
        {
            foreach (var field in await db.HashKeysAsync(key)) await db.HashDeleteAsync(key, field);
        }
        """);

    [Fact]
    public Task Scores_are_copied_into_a_hash() => CacheCode.Check("""
        public async Task CopyAsync(string board, string player)
        {
            var scores = await db.SortedSetScoresAsync(board, [player]);
            await db.HashSetAsync(board + ":shown", player, scores[0] ?? 0);
        }
        """);
}

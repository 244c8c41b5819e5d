namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>Code of applications that looks like a race of this family at first sight, and loses nothing.</summary>
public sealed class LookAlikeTests
{
    // RACE2001

    [Fact]
    public Task A_draft_is_not_written_again_when_it_is_the_same() => CacheCode.Check("""
        public async Task<bool> PutAsync(string id, string text)
        {
            var old = await cache.GetStringAsync("draft:" + id);
            if (old == text) return false;
            await cache.SetStringAsync("draft:" + id, text);
            return true;
        }
        """);

    [Fact]
    public Task The_last_reading_is_compared_with_the_one_before_for_a_trend() => CacheCode.Check("""
        public async Task PostAsync(string station, double celsius)
        {
            var before = await cache.GetStringAsync(station);
            if (before is not null) await orders.SendAsync($"{station}: {celsius - double.Parse(before)}");
            await cache.SetStringAsync(station, celsius.ToString());
        }
        """);

    [Fact]
    public Task An_entry_that_cannot_be_read_is_made_anew() => CacheCode.Check("""
        public async Task<Cart> OfAsync(int id)
        {
            try
            {
                if (await cache.GetStringAsync(Key(id)) is { } text) return JsonSerializer.Deserialize<Cart>(text)!;
            }
            catch (JsonException)
            {
                await cache.RemoveAsync(Key(id));
            }

            var cart = await orders.LoadAsync(id);
            await cache.SetStringAsync(Key(id), JsonSerializer.Serialize(cart));
            return cart;
        }
        """);

    [Fact]
    public Task A_tree_is_built_before_it_is_stored() => CacheCode.Check("""
        public Cart Build(int id)
        {
            if (memory.TryGetValue(("cart", id), out Cart? known)) return known!;
            var cart = new Cart { Id = id };
            for (var i = 0; i < id; i++) cart.Items.Add($"item {i}");
            cart.Count = cart.Items.Count;
            using var entry = memory.CreateEntry(("cart", id));
            entry.Value = cart;
            return cart;
        }
        """);

    // RACE2002

    [Fact]
    public Task A_value_is_copied_from_one_server_to_another() => CacheCode.Check("""
        public async Task CopyAsync(IDatabase target, string key)
        {
            var value = await db.StringGetAsync(key);
            if (value.HasValue) await target.StringSetAsync(key, value);
        }
        """);

    [Fact]
    public Task The_reading_of_a_station_replaces_the_one_before() => CacheCode.Check("""
        public async Task PostAsync(string station, double celsius)
        {
            var before = await db.StringGetAsync(station);
            if (before.HasValue && JsonSerializer.Deserialize<Cart>((string)before!) is { } cart) await orders.SendAsync($"{station}: {celsius - cart.Count}");
            await db.StringSetAsync(station, JsonSerializer.Serialize(new Cart { Count = (int)celsius }), TimeSpan.FromHours(1));
        }
        """);

    [Fact]
    public Task A_loop_that_sets_only_what_has_not_changed() => CacheCode.Check("""
        public async Task<bool> RenameAsync(string key, string name)
        {
            for (var attempt = 0; attempt < 10; attempt++)
            {
                var before = await db.StringGetAsync(key);
                if (before.IsNull) return false;
                var transaction = db.CreateTransaction();
                transaction.AddCondition(Condition.StringEqual(key, before));
                _ = transaction.StringSetAsync(key, before + "|" + name);
                if (await transaction.ExecuteAsync()) return true;
                await Task.Delay(attempt);
            }

            throw new TimeoutException();
        }
        """);

    // RACE2003

    [Fact]
    public Task A_cheap_look_before_the_claim_itself() => CacheCode.Check("""
        public async Task<bool> RunOnceAsync(string job)
        {
            if (await db.KeyExistsAsync("done:" + job)) return false;
            if (!await db.StringSetAsync("done:" + job, Environment.MachineName, TimeSpan.FromDays(1), When.NotExists)) return false;
            await orders.SendAsync(job);
            return true;
        }
        """);

    [Fact]
    public Task A_token_that_nobody_else_can_have() => CacheCode.Check("""
        public async Task<string> IssueAsync(string user)
        {
            var token = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
            if (!await db.KeyExistsAsync("refresh:" + token)) await db.StringSetAsync("refresh:" + token, user, TimeSpan.FromDays(30));
            return token;
        }
        """);

    [Fact]
    public Task A_setting_that_is_the_same_whoever_writes_it() => CacheCode.Check("""
        public async Task EnsureAsync()
        {
            var version = await db.StringGetAsync("schema:version");
            if (version.IsNull) await db.StringSetAsync("schema:version", "v7");
            if (!await db.KeyExistsAsync("schema:defaults")) await db.HashSetAsync("schema:defaults", [new("page", 50), new("theme", "light")]);
        }
        """);

    [Fact]
    public Task When_something_was_last_seen_by_a_clock_of_the_program_s_own() => CacheCode.Check("""
        public interface IClock { DateTime Now { get; } }

        public async Task SeeAsync(IClock clock, string user)
        {
            var before = await cache.GetStringAsync("seen:" + user);
            await cache.SetStringAsync("seen:" + user, clock.Now.ToString("O"));
            Console.WriteLine(before ?? "never");
        }
        """);

    // RACE2004

    [Fact]
    public Task The_answer_of_SADD_gives_the_set_its_end() => CacheCode.Check("""
        public async Task<bool> FirstTimeAsync(string day, string visitor)
        {
            var first = await db.SetAddAsync("visitors:" + day, visitor);
            if (first) await db.KeyExpireAsync("visitors:" + day, TimeSpan.FromDays(2));
            return first;
        }
        """);

    [Fact]
    public Task A_job_belongs_to_the_worker_that_the_queue_gave_it_to() => CacheCode.Check("""
        public async Task<bool> WorkAsync(string worker)
        {
            var id = await db.ListRightPopLeftPushAsync("jobs:ready", "jobs:" + worker);
            if (id.IsNull) return false;
            var job = "job:" + id;
            var tries = (int)await db.HashGetAsync(job, "tries");
            await db.HashSetAsync(job, "tries", tries + 1);
            await db.ListRemoveAsync("jobs:" + worker, id);
            return true;
        }
        """);

    [Fact]
    public Task A_room_that_is_left_empty_is_only_told_of() => CacheCode.Check("""
        public async Task LeaveAsync(string room, string user)
        {
            await db.SetRemoveAsync(room, user);
            if (await db.SetLengthAsync(room) == 0) await orders.SendAsync($"{room} is empty");
        }
        """);

    [Fact]
    public Task Another_key_goes_with_the_last_member() => CacheCode.Check("""
        public async Task LeaveAsync(string room, string user)
        {
            await db.SetRemoveAsync("members:" + room, user);
            if (await db.SetLengthAsync("members:" + room) > 0) await db.KeyDeleteAsync("typing:" + room);
        }
        """);

    // RACE2006

    [Fact]
    public Task What_was_known_names_other_entries_that_are_stale_too() => CacheCode.Check("""
        public void Forget(int id)
        {
            if (memory.TryGetValue<string>($"mail:{id}", out var mail)) memory.Remove($"user-by-mail:{mail}");
            memory.Remove($"user:{id}");
        }
        """);

    [Fact]
    public Task A_list_is_thrown_away_when_it_is_too_old() => CacheCode.Check("""
        public async Task<bool> MatchesAsync(string path, string etag)
        {
            var known = await cache.GetStringAsync("etag:" + path);
            if (known == etag) return true;
            if (known is not null) await cache.RemoveAsync("etag:" + path);
            return false;
        }
        """);

    [Fact]
    public Task Whoever_logs_out_has_no_session_any_more() => CacheCode.Check("""
        public async Task SignOutAsync(string session)
        {
            var user = await db.StringGetAsync("session:" + session);
            if (user.IsNull) return;
            await db.KeyDeleteAsync("session:" + session);
            Console.WriteLine($"{user} has left");
        }
        """);

    // RACE2007

    [Fact]
    public Task A_prepared_script_releases() => CacheCode.Check("""
        private static readonly LuaScript s_release = LuaScript.Prepare("if redis.call('get', @key) == @token then return redis.call('del', @key) else return 0 end");

        public Task ReleaseAsync(string lockKey, string token) => db.ScriptEvaluateAsync(s_release, new { key = (RedisKey)lockKey, token });
        """);

    [Fact]
    public Task Whose_lock_it_is_is_only_told() => CacheCode.Check("""
        public bool IsMine(string lockKey, string token) => db.StringGet(lockKey) == token;
        """);

    [Fact]
    public Task A_lock_is_taken_and_given_back_by_the_client() => CacheCode.Check("""
        public async Task<bool> RunAsync(string resource, string token)
        {
            if (!await db.LockTakeAsync(resource, token, TimeSpan.FromSeconds(20))) return false;
            try
            {
                var runs = (long)await db.StringGetAsync("runs:" + resource);
                await orders.SendAsync(resource);
                await db.StringSetAsync("runs:" + resource, runs + 1);
                return true;
            }
            finally
            {
                await db.LockReleaseAsync(resource, token);
            }
        }
        """);

    // RACE2010

    [Fact]
    public Task A_counter_and_its_end_go_together() => CacheCode.Check("""
        public async Task<bool> HitAsync(string client, long max)
        {
            var transaction = db.CreateTransaction();
            var hits = transaction.StringIncrementAsync(client);
            _ = transaction.KeyExpireAsync(client, TimeSpan.FromMinutes(1));
            await transaction.ExecuteAsync();
            return await hits <= max;
        }
        """);

    [Fact]
    public Task A_balance_that_must_still_be_what_it_was() => CacheCode.Check("""
        public async Task<bool> MoveAsync(string from, string to, long cents)
        {
            var balance = await db.StringGetAsync(from);
            if ((long)balance < cents) return false;
            var transaction = db.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(from, balance));
            _ = transaction.StringDecrementAsync(from, cents);
            _ = transaction.StringIncrementAsync(to, cents);
            return await transaction.ExecuteAsync();
        }
        """);
}

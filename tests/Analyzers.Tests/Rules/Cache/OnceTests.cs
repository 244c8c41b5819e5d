namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>What must happen once, and what only looks like it: seeds, repeats of a request, tokens that are exchanged, members that are drawn.</summary>
public sealed class OnceTests
{
    [Fact]
    public Task A_start_that_is_counted_on_from() => CacheCode.Check("""
        public async Task<long> NextAsync(string name, Func<Task<long>> greatest)
        {
            if (!await db.KeyExistsAsync(name)) await {|RACE2003:db.StringSetAsync(name, await greatest())|};
            return await db.StringIncrementAsync(name);
        }
        """);

    [Theory]
    [InlineData("await greatest()")]
    [InlineData("0")]
    public Task A_start_that_only_the_first_sets(string start) => CacheCode.Check($$"""
        public async Task<long> NextAsync(string name, Func<Task<long>> greatest)
        {
            if (!await db.KeyExistsAsync(name)) await db.StringSetAsync(name, {{start}}, when: When.NotExists);
            return await db.StringIncrementAsync(name);
        }
        """);

    [Fact]
    public Task The_answer_to_all_repeats_of_a_request() => CacheCode.Check("""
        public class IdempotencyFilter(IDistributedCache cache)
        {
            public async Task<string> RunAsync(string id, Func<Task<string>> next)
            {
                var known = await cache.GetStringAsync(id);
                if (known is not null) return known;
                var answer = await next();
                await {|RACE2003:cache.SetStringAsync(id, answer)|};
                return answer;
            }
        }
        """);

    [Fact]
    public Task The_answer_that_saves_work() => CacheCode.Check("""
        public class OutputFilter(IDistributedCache cache)
        {
            public async Task<string> RunAsync(string id, Func<Task<string>> next)
            {
                var known = await cache.GetStringAsync(id);
                if (known is not null) return known;
                var answer = await next();
                await cache.SetStringAsync(id, answer);
                return answer;
            }
        }
        """);

    [Fact]
    public Task A_token_that_is_exchanged_for_a_new_one() => CacheCode.Check("""
        public async Task<string?> RotateAsync(string token)
        {
            var session = await db.StringGetAsync(token);
            if (session.IsNull) return null;
            await {|RACE2006:db.KeyDeleteAsync(token)|};
            var next = Guid.NewGuid().ToString();
            await db.StringSetAsync(next, session);
            return next;
        }
        """);

    [Fact]
    public Task An_entry_that_moves_to_another_name() => CacheCode.Check("""
        public async Task RenameAsync(string from, string to)
        {
            var session = await db.StringGetAsync(from);
            if (session.IsNull) return;
            await db.StringSetAsync(to, session);
            await db.KeyDeleteAsync(from);
        }
        """);

    [Fact]
    public Task A_member_that_is_asked_for_and_used() => CacheCode.Check("""
        public async Task<bool> RunNowAsync(string id, Func<string, Task> run)
        {
            var at = await db.SortedSetScoreAsync("jobs", id);
            if (at is null) return false;
            await {|RACE2004:db.SortedSetRemoveAsync("jobs", id)|};
            await run(id);
            return true;
        }
        """);

    [Fact]
    public Task A_member_that_is_asked_for_and_dropped() => CacheCode.Check("""
        public async Task<bool> CancelAsync(string id)
        {
            var at = await db.SortedSetScoreAsync("jobs", id);
            if (at is null) return false;
            await db.SortedSetRemoveAsync("jobs", id);
            return true;
        }
        """);

    [Fact]
    public Task Members_that_are_dropped_while_the_others_are_given_out() => CacheCode.Check("""
        public List<string> Valid(Func<string, bool> isOver)
        {
            var valid = new List<string>();
            foreach (var member in db.SetMembers("keys"))
            {
                if (isOver(member!)) db.SetRemove("keys", member);
                else valid.Add(member!);
            }

            return valid;
        }
        """);

    [Fact]
    public Task A_limit_on_members_that_are_counted_here() => CacheCode.Check("""
        public async Task<bool> EnterAsync(string room, string user)
        {
            var members = await db.SetMembersAsync(room);
            if (members.Length >= 8) return false;
            await {|RACE2004:db.SetAddAsync(room, user)|};
            return true;
        }
        """);

    [Fact]
    public Task Members_that_are_counted_for_a_note() => CacheCode.Check("""
        public async Task<bool> EnterAsync(string room, string user)
        {
            var members = await db.SetMembersAsync(room);
            if (members.Length > 0) await orders.SendAsync(room);
            return await db.SetAddAsync(room, user);
        }
        """);

    [Fact]
    public Task The_headers_of_one_s_own_client_are_set_up() => CacheCode.Check("""
        public async Task<bool> IsBossAsync(string user, Func<HttpClient> create)
        {
            if (memory.TryGetValue(user, out bool known)) return known;
            var client = create();
            client.DefaultRequestHeaders.Remove("x-secret");
            client.DefaultRequestHeaders.Add("x-secret", "s");
            using var response = await client.GetAsync("api/" + user);
            if (!response.IsSuccessStatusCode)
            {
                memory.Set(user, false);
                return false;
            }

            var answer = await response.Content.ReadAsStringAsync() == "yes";
            memory.Set(user, answer);
            return answer;
        }
        """);

    [Theory]
    [InlineData("await db.ScriptEvaluateAsync(script, new RedisKey[] { \"lock:\" + key }, new RedisValue[] { token });")]
    [InlineData("await ReleaseAsync(\"lock:\" + key, token);")]
    public Task A_lock_by_hand_that_a_script_gives_back(string release) => CacheCode.Check($$"""
        public async Task<bool> TakeAsync(string key, string token, string script)
        {
            if (!await db.StringSetAsync("lock:" + key, token, TimeSpan.FromSeconds(10), When.NotExists)) return false;
            try
            {
                await db.StringSetAsync(key, (int)await db.StringGetAsync(key) - 1);
                return true;
            }
            finally
            {
                {{release}}
            }
        }

        private Task ReleaseAsync(string key, string token) => db.ExecuteAsync("CAD", key, token);
        """);

    [Fact]
    public Task A_mark_that_nobody_gives_back_is_no_lock() => CacheCode.Check("""
        public async Task<bool> TakeAsync(string key, string token, string script)
        {
            if (!await db.StringSetAsync("asked:" + key, token, TimeSpan.FromSeconds(10), When.NotExists)) return false;
            await {|RACE2002:db.StringSetAsync(key, (int)await db.StringGetAsync(key) - 1)|};
            await db.ScriptEvaluateAsync(script, new RedisKey[] { key });
            return true;
        }
        """);
}

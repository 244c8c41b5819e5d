namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2003 reports: a claim: nothing was found, so the caller takes itself for the first.</summary>
public sealed class RACE2003_Reports
{
    [Fact]
    public Task Already_processed_is_checked_then_marked() => CacheCode.Check("""
        public async Task<bool> ProcessAsync(string id)
        {
            if (await db.KeyExistsAsync("seen:" + id)) return false;
            await {|RACE2003:db.StringSetAsync("seen:" + id, 1, TimeSpan.FromHours(1))|};
            await orders.SendAsync(id);
            return true;
        }
        """);

    [Fact]
    public Task At_most_one_message_an_hour() => CacheCode.Check("""
        public async Task WarnAsync(string user)
        {
            if (!memory.TryGetValue(user, out _))
            {
                await orders.SendAsync(user);
                {|RACE2003:memory.Set(user, true, TimeSpan.FromHours(1))|};
            }
        }
        """);

    [Fact]
    public Task A_counter_is_started_at_zero() => CacheCode.Check("""
        public async Task<long> AddAsync(string key)
        {
            if ((await db.StringGetAsync(key)).IsNull) await {|RACE2003:db.StringSetAsync(key, 0, TimeSpan.FromDays(1))|};
            return await db.StringIncrementAsync(key);
        }
        """);

    [Fact]
    public Task A_leader_is_elected() => CacheCode.Check("""
        private readonly string _me = Guid.NewGuid().ToString();

        public async Task<bool> LeadAsync()
        {
            var leader = await db.StringGetAsync("leader");
            if (!leader.IsNullOrEmpty) return false;
            await {|RACE2003:db.StringSetAsync("leader", _me, TimeSpan.FromSeconds(30))|};
            return true;
        }
        """);

    [Fact]
    public Task A_duplicate_is_refused_with_an_exception() => CacheCode.Check("""
        public async Task AcceptAsync(string requestId)
        {
            if (await cache.GetStringAsync(requestId) is not null) throw new InvalidOperationException("duplicate");
            await {|RACE2003:cache.SetStringAsync(requestId, DateTime.UtcNow.ToString("O"))|};
            await orders.SendAsync(requestId);
        }
        """);

    [Fact]
    public Task The_answer_of_SET_NX_is_dropped() => CacheCode.Check("""
        public async Task ProcessAsync(string id)
        {
            if (await db.KeyExistsAsync(id)) return;
            await {|RACE2003:db.StringSetAsync(id, 1, TimeSpan.FromHours(1), When.NotExists)|};
            await orders.SendAsync(id);
        }
        """);

    [Fact]
    public Task A_leader_that_asks_whether_it_is_itself() => CacheCode.Check("""
        public async Task<bool> LeadAsync(string node)
        {
            var current = await db.StringGetAsync("leader");
            if (current.IsNullOrEmpty)
            {
                await {|RACE2003:db.StringSetAsync("leader", node, TimeSpan.FromSeconds(30))|};
                return true;
            }

            return current == node;
        }
        """);

    [Fact]
    public Task Pending_until_the_result_replaces_it() => CacheCode.Check("""
        public async Task<string?> OnceAsync(string key, Func<Task<string>> next)
        {
            var known = await cache.GetStringAsync(key);
            if (known is not null) return known == "pending" ? null : known;
            await {|RACE2003:cache.SetStringAsync(key, "pending")|};
            var response = await next();
            await cache.SetStringAsync(key, response);
            return response;
        }
        """);

    [Fact]
    public Task Whoever_comes_second_gets_an_error_by_name() => CacheCode.Check("""
        public record Answer(bool Ok)
        {
            public static Answer Failure(string reason) => new(false);
        }

        public async Task<Answer> ResendAsync(string email)
        {
            if (await cache.GetStringAsync("cooldown:" + email) is not null) return Answer.Failure("too fast");
            await {|RACE2003:cache.SetStringAsync("cooldown:" + email, "1")|};
            return new Answer(true);
        }
        """);

    [Fact]
    public Task A_gate_that_others_will_wait_at() => CacheCode.Check("""
        public async Task RunAsync(string user)
        {
            if (!memory.TryGetValue(user, out SemaphoreSlim? gate))
            {
                gate = new SemaphoreSlim(1, 1);
                {|RACE2003:memory.Set(user, gate, TimeSpan.FromMinutes(5))|};
            }

            await gate!.WaitAsync();
        }
        """);

    [Fact]
    public Task A_step_from_one_state_to_the_next() => CacheCode.Check("""
        public async Task<bool> ApproveAsync(string doc)
        {
            switch ((string?)await db.StringGetAsync(doc))
            {
                case "pending":
                    await {|RACE2003:db.StringSetAsync(doc, "approved")|};
                    return true;
                default:
                    return false;
            }
        }
        """);

    [Fact]
    public Task A_mail_once_in_an_hour() => CacheCode.Check("""
        public async Task RemindAsync(string user)
        {
            var last = memory.Get<DateTime>(user);
            if (last.AddHours(1) > DateTime.UtcNow) return;
            {|RACE2003:memory.Set(user, DateTime.UtcNow)|};
            await orders.SendAsync(user);
        }
        """);

    [Fact]
    public Task A_name_that_is_taken_is_refused_whatever_is_stored() => CacheCode.Check("""
        public async Task CreateAsync(string code, Cart cart)
        {
            if (await cache.GetStringAsync(code) is not null) throw new InvalidOperationException("taken");
            await {|RACE2003:cache.SetStringAsync(code, JsonSerializer.Serialize(cart))|};
        }
        """);

    [Fact]
    public Task A_bonus_that_is_not_yet_of_today() => CacheCode.Check("""
        public async Task<bool> ClaimAsync(int player)
        {
            var today = DateTime.UtcNow.ToString("yyyy-MM-dd");
            if (await db.StringGetAsync($"bonus:{player}") == today) return false;
            await {|RACE2003:db.StringSetAsync($"bonus:{player}", today)|};
            await orders.SendAsync("bonus");
            return true;
        }
        """);

    [Fact]
    public Task A_gate_that_is_made_if_there_is_none() => CacheCode.Check("""
        public async Task RunAsync(string user, Func<Task> work)
        {
            var gate = {|RACE2003:memory.GetOrCreate(user, entry => new SemaphoreSlim(1, 1))|}!;
            await gate.WaitAsync();
            try { await work(); }
            finally { gate.Release(); }
        }
        """);

    [Fact]
    public Task No_time_to_live_means_that_nobody_has_counted_yet() => CacheCode.Check("""
        public async Task<bool> AllowAsync(string client)
        {
            if (await db.KeyTimeToLiveAsync(client) is null)
            {
                await {|RACE2003:db.StringSetAsync(client, 1, TimeSpan.FromMinutes(1))|};
                return true;
            }

            return await db.StringIncrementAsync(client) <= 10;
        }
        """);

    [Fact]
    public Task A_leader_that_goes_on_leading() => CacheCode.Check("""
        private readonly string _node = Guid.NewGuid().ToString();

        public async Task<bool> LeadsAsync()
        {
            var current = await db.StringGetAsync("leader");
            if (current.HasValue && current != _node) return false;
            await {|RACE2003:db.StringSetAsync("leader", _node, TimeSpan.FromSeconds(30))|};
            return true;
        }
        """);

    [Fact]
    public Task A_seat_is_a_bit() => CacheCode.Check("""
        public async Task<bool> BookAsync(int flight, int seat)
        {
            if (await db.StringGetBitAsync($"flight:{flight}", seat)) return false;
            await {|RACE2003:db.StringSetBitAsync($"flight:{flight}", seat, true)|};
            return true;
        }
        """);

    [Fact]
    public Task Marked_with_the_time_of_a_clock_of_the_program_s_own() => CacheCode.Check("""
        public interface IClock { DateTime Now { get; } }

        public async Task HandleAsync(IClock clock, string id)
        {
            if (await cache.GetStringAsync("event:" + id) is not null) return;
            await orders.SendAsync(id);
            await {|RACE2003:cache.SetStringAsync("event:" + id, clock.Now.ToString("O"))|};
        }
        """);
}

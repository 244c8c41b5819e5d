namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2002 reports: a Redis string that is read, changed and set.</summary>
public sealed class RACE2002_Reports
{
    [Fact]
    public Task A_number_is_read_and_set() => CacheCode.Check("""
        public async Task AddAsync(string key)
        {
            var count = (long)await db.StringGetAsync(key);
            await {|RACE2002:db.StringSetAsync(key, count + 1)|};
        }
        """);

    [Fact]
    public Task A_missing_number_starts_at_zero() => CacheCode.Check("""
        public void Add(string key)
        {
            var value = db.StringGet(key);
            var count = value.HasValue ? (int)value : 0;
            {|RACE2002:db.StringSet(key, count + 1, TimeSpan.FromMinutes(1))|};
        }
        """);

    [Fact]
    public Task A_document_is_changed_a_long_way_below_the_read() => CacheCode.Check("""
        public async Task RenameAsync(int id, string item)
        {
            RedisKey key = $"cart:{id}";
            var json = await db.StringGetAsync(key);
            if (json.IsNullOrEmpty) return;
            var cart = JsonSerializer.Deserialize<Cart>((string)json!)!;
            foreach (var known in cart.Items)
            {
                if (known == item) return;
            }

            cart.Items.Add(item);
            await orders.SendAsync("renamed");
            var text = JsonSerializer.Serialize(cart);
            await {|RACE2002:db.StringSetAsync(key, text)|};
        }
        """);

    [Fact]
    public Task An_extreme_is_kept() => CacheCode.Check("""
        public void Record(string key, long score)
        {
            var best = (long)db.StringGet(key);
            {|RACE2002:db.StringSet(key, Math.Max(best, score))|};
        }
        """);

    [Fact]
    public Task A_batch_is_no_transaction() => CacheCode.Check("""
        public async Task AddAsync(string key)
        {
            var count = (long)await db.StringGetAsync(key);
            var batch = db.CreateBatch();
            var pending = {|RACE2002:batch.StringSetAsync(key, count + 1)|};
            batch.Execute();
            await pending;
        }
        """);

    [Fact]
    public Task A_lock_of_this_process_in_the_caller_is_no_guard() => CacheCode.Check("""
        private readonly object _gate = new();

        public void Add(string key)
        {
            lock (_gate)
            {
                Inner(key);
            }
        }

        private void Inner(string key)
        {
            var count = (int)db.StringGet(key);
            {|RACE2002:db.StringSet(key, count + 1)|};
        }
        """);

    [Fact]
    public Task The_greater_value_is_kept() => CacheCode.Check("""
        public async Task ObserveAsync(int load)
        {
            var peak = (int?)await db.StringGetAsync("peak") ?? 0;
            if (load > peak) await {|RACE2002:db.StringSetAsync("peak", load)|};
        }
        """);

    [Fact]
    public Task A_switch_is_thrown() => CacheCode.Check("""
        public void Toggle(string flag)
        {
            var state = db.StringGet(flag);
            {|RACE2002:db.StringSet(flag, state == "on" ? "off" : "on")|};
        }
        """);

    [Fact]
    public Task A_state_and_the_next() => CacheCode.Check("""
        public async Task<string> NextAsync(string light)
        {
            var next = (string?)await db.StringGetAsync(light) switch { "red" => "green", "green" => "yellow", _ => "red" };
            await {|RACE2002:db.StringSetAsync(light, next)|};
            return next;
        }
        """);

    [Fact]
    public Task What_was_counted_is_handed_on_and_the_count_starts_again() => CacheCode.Check("""
        public async Task FlushAsync(string page, Func<string, long, Task> save)
        {
            var views = (long)await db.StringGetAsync(page);
            await save(page, views);
            await {|RACE2002:db.StringSetAsync(page, 0)|};
        }
        """);

    [Fact]
    public Task A_helper_hands_the_database_to_its_caller() => CacheCode.Check("""
        public class Helper(IConnectionMultiplexer connection)
        {
            public string? Find(string key) => Do(db => (string?)db.StringGet(key));

            public bool Put(string key, string value) => Do(db => db.StringSet(key, value));

            private T Do<T>(Func<IDatabase, T> command)
            {
                var database = connection.GetDatabase();
                return command(database);
            }
        }

        public class Stock(Helper helper)
        {
            public void Take(string id, int n)
            {
                var left = int.Parse(helper.Find(id) ?? "0");
                {|RACE2002:helper.Put(id, (left - n).ToString())|};
            }
        }
        """);
}

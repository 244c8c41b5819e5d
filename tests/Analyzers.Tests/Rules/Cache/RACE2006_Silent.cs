namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2006 is silent: values that are taken in one step, or deleted because they are stale.</summary>
public sealed class RACE2006_Silent
{
    [Fact]
    public Task GETDEL() => CacheCode.Check("""
        public async Task<string?> RedeemAsync(string ticket) => await db.StringGetDeleteAsync(ticket);
        """);

    [Fact]
    public Task The_answer_of_DEL_tells_who_got_it() => CacheCode.Check("""
        public async Task<bool> VerifyAsync(string user, string code)
        {
            var expected = await db.StringGetAsync("otp:" + user);
            return expected == code && await db.KeyDeleteAsync("otp:" + user);
        }
        """);

    [Fact]
    public Task A_stale_entry_is_thrown_away() => CacheCode.Check("""
        public Cart? Get(string key)
        {
            var cart = memory.Get<Cart>(key);
            if (cart is null) return null;
            if (cart.Count > 100)
            {
                memory.Remove(key);
                return null;
            }

            return cart;
        }
        """);

    [Fact]
    public Task An_entry_is_invalidated() => CacheCode.Check("""
        public async Task ChangeAsync(int id)
        {
            await orders.SendAsync("changed");
            await cache.RemoveAsync(Key(id));
        }
        """);

    [Fact]
    public Task An_entry_is_removed_if_it_is_there() => CacheCode.Check("""
        public void Forget(string key)
        {
            if (memory.TryGetValue(key, out _)) memory.Remove(key);
        }
        """);

    [Fact]
    public Task Another_entry_is_removed() => CacheCode.Check("""
        public string? Login(string user)
        {
            var name = cache.GetString("name:" + user);
            cache.Remove("attempts:" + user);
            return name;
        }
        """);

    [Fact]
    public Task A_value_in_memory_is_taken_under_a_lock() => CacheCode.Check("""
        private readonly object _sync = new();

        public Cart? Take(string state)
        {
            lock (_sync)
            {
                if (!memory.TryGetValue(state, out Cart? cart)) return null;
                memory.Remove(state);
                return cart;
            }
        }
        """);

    [Fact]
    public Task An_entry_is_replaced() => CacheCode.Check("""
        public string? Replace(string key, string value)
        {
            var old = cache.GetString(key);
            cache.Remove(key);
            cache.SetString(key, value);
            return old;
        }
        """);

    [Fact]
    public Task Whoever_is_known_is_told_then_forgotten() => CacheCode.Check("""
        public async Task LeaveAsync(string connection)
        {
            var user = await cache.GetStringAsync(connection);
            if (user is null) return;
            await orders.SendAsync(user + " left");
            await cache.RemoveAsync(connection);
        }
        """);

    [Fact]
    public Task What_was_read_plays_no_part_in_what_is_done() => CacheCode.Check("""
        public async Task RebuildAsync(string key, Func<string, Task> process)
        {
            var old = await cache.GetStringAsync(key);
            if (old is null) return;
            await process(key);
            await cache.RemoveAsync(key);
        }
        """);

    [Fact]
    public Task A_token_that_was_not_accepted_is_thrown_away() => CacheCode.Check("""
        public async Task<bool> CallAsync(string user, Func<string, Task> process, Func<Task<bool>> isAccepted)
        {
            var token = await cache.GetStringAsync(user);
            await process(token!);
            if (await isAccepted()) return true;
            await cache.RemoveAsync(user);
            return false;
        }
        """);

    [Fact]
    public Task The_answer_of_HDEL_tells_who_got_it() => CacheCode.Check("""
        public async Task EnterAsync(string show, string ticket)
        {
            var seat = await db.HashGetAsync(show, ticket);
            if (!seat.IsNull && await db.HashDeleteAsync(show, ticket)) await orders.SendAsync(seat!);
        }
        """);

    [Fact]
    public Task What_is_dropped_is_logged() => CacheCode.Check("""
        public async Task DropAsync(string key)
        {
            var value = await cache.GetAsync(key);
            if (value is null) return;
            Console.WriteLine(value.Length);
            await cache.RemoveAsync(key);
        }
        """);

    [Fact]
    public Task A_name_that_changes_is_forgotten() => CacheCode.Check("""
        public async Task RenameAsync(int id, string name)
        {
            if (memory.TryGetValue(Key(id), out string? known) && known == name) return;
            await orders.SendAsync(name);
            memory.Remove(Key(id));
        }
        """);

    [Fact]
    public Task What_was_kept_elsewhere_is_cut_off_and_no_more() => CacheCode.Check("""
        public async Task FlushAsync(Func<IEnumerable<string>, Task> saveAll)
        {
            var lines = await db.ListRangeAsync("log", 0, 99);
            await saveAll(lines.Select(line => (string)line!));
            await db.ListTrimAsync("log", lines.Length, -1);
        }
        """);

    [Fact]
    public Task One_value_is_kept_elsewhere_and_then_invalidated() => CacheCode.Check("""
        public async Task ForgetAsync(string id, Func<string, Task> saveOld)
        {
            var old = await db.StringGetAsync("profile:" + id);
            if (old.IsNull) return;
            await saveOld(old!);
            await db.KeyDeleteAsync("profile:" + id);
        }

        public async Task ForgetTagAsync(string tag)
        {
            foreach (var key in await db.SetMembersAsync("tag:" + tag)) await db.KeyDeleteAsync((string)key!);
            await db.KeyDeleteAsync("tag:" + tag);
        }
        """);
}

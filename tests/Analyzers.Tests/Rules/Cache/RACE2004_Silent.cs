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
}

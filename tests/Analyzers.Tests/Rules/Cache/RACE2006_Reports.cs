namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2006 reports: a value that is good for one use, read and then deleted.</summary>
public sealed class RACE2006_Reports
{
    [Fact]
    public Task A_code_is_compared_then_deleted() => CacheCode.Check("""
        public async Task<bool> VerifyAsync(string user, string code)
        {
            var expected = await db.StringGetAsync("otp:" + user);
            if (expected != code) return false;
            await {|RACE2006:db.KeyDeleteAsync("otp:" + user)|};
            return true;
        }
        """);

    [Fact]
    public Task A_ticket_is_read_deleted_and_returned() => CacheCode.Check("""
        public string? Redeem(string ticket)
        {
            var value = cache.GetString(ticket);
            if (value is null) return null;
            {|RACE2006:cache.Remove(ticket)|};
            return value;
        }
        """);

    [Fact]
    public Task A_state_in_memory_is_taken() => CacheCode.Check("""
        public Cart? Take(string state)
        {
            if (!memory.TryGetValue(state, out Cart? cart)) return null;
            {|RACE2006:memory.Remove(state)|};
            return cart;
        }
        """);

    [Fact]
    public Task The_deserialized_value_is_returned() => CacheCode.Check("""
        public async Task<Cart?> TakeAsync(int id)
        {
            var json = await cache.GetStringAsync(Key(id));
            await {|RACE2006:cache.RemoveAsync(Key(id))|};
            return json is null ? null : JsonSerializer.Deserialize<Cart>(json);
        }
        """);

    [Fact]
    public Task A_gift_is_credited_then_deleted() => CacheCode.Check("""
        public async Task<bool> RedeemAsync(string code, Func<decimal, Task> credit)
        {
            var gift = await cache.GetStringAsync(code);
            if (gift is null) return false;
            await credit(decimal.Parse(gift));
            await {|RACE2006:cache.RemoveAsync(code)|};
            return true;
        }
        """);

    [Fact]
    public Task A_token_is_deleted_then_used_up() => CacheCode.Check("""
        public bool Reset(string token, string password, Func<string, string, bool> changePassword)
        {
            if (!memory.TryGetValue<string>(token, out var user)) return false;
            {|RACE2006:memory.Remove(token)|};
            return changePassword(user!, password);
        }
        """);

    [Fact]
    public Task A_link_is_deleted_on_the_way_out() => CacheCode.Check("""
        public string? SignIn(Guid link)
        {
            var mail = memory.Get<string>($"link-{link}");
            if (mail == null) throw new InvalidOperationException("expired");
            try
            {
                return mail;
            }
            finally
            {
                {|RACE2006:memory.Remove($"link-{link}")|};
            }
        }
        """);

    [Fact]
    public Task What_others_gather_is_kept_elsewhere_and_the_whole_deleted() => CacheCode.Check("""
        public async Task FlushAsync(Func<IEnumerable<string>, Task> saveAll)
        {
            var lines = await db.ListRangeAsync("log");
            await saveAll(lines.Select(line => (string)line!));
            await {|RACE2006:db.KeyDeleteAsync("log")|};
        }

        public async Task FlushEachAsync(Func<string, Task> publish)
        {
            var members = await db.SetMembersAsync("changed");
            foreach (var member in members) await publish(member!);
            await {|RACE2006:db.KeyDeleteAsync("changed")|};
        }
        """);
}

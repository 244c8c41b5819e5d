namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2008 reports: a limit that is checked before the counter is incremented.</summary>
public sealed class RACE2008_Reports
{
    [Fact]
    public Task Attempts_are_checked_then_counted() => CacheCode.Check("""
        public async Task LoginAsync(string user)
        {
            var attempts = (int)await db.StringGetAsync(user);
            if (attempts >= 5) throw new InvalidOperationException("locked out");
            await {|RACE2008:db.StringIncrementAsync(user)|};
        }
        """);

    [Fact]
    public Task A_field_has_a_limit() => CacheCode.Check("""
        public bool Reserve(string seat, int capacity)
        {
            var taken = (int)db.HashGet("seats", seat);
            if (taken < capacity)
            {
                {|RACE2008:db.HashIncrement("seats", seat)|};
                return true;
            }

            return false;
        }
        """);

    [Fact]
    public Task The_limit_comes_from_a_helper() => CacheCode.Check("""
        public async Task<bool> AllowAsync(string key, long limit)
        {
            if (await CurrentAsync(key) > limit) return false;
            await {|RACE2008:db.StringIncrementAsync(key)|};
            return true;
        }

        private async Task<long> CurrentAsync(string key) => (long)await db.StringGetAsync(key);
        """);

    [Fact]
    public Task Nothing_is_left_to_be_counted_down() => CacheCode.Check("""
        public async Task<bool> TakeAsync(string show)
        {
            var left = (int)await db.HashGetAsync(show, "left");
            if (left == 0) return false;
            await {|RACE2008:db.HashDecrementAsync(show, "left")|};
            return true;
        }
        """);
}

namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2007 reports: a lock that is compared, then deleted.</summary>
public sealed class RACE2007_Reports
{
    [Fact]
    public Task GET_compare_DEL() => CacheCode.Check("""
        public async Task UnlockAsync(string lockKey, string token)
        {
            if (await db.StringGetAsync(lockKey) == token) await {|RACE2007:db.KeyDeleteAsync(lockKey)|};
        }
        """);

    [Fact]
    public Task The_comparison_is_a_guard_clause() => CacheCode.Check("""
        private readonly string _owner = Guid.NewGuid().ToString();

        public void Release(string name)
        {
            var holder = db.StringGet("lock:" + name);
            if (!holder.HasValue) return;
            if (holder != _owner) return;
            {|RACE2007:db.KeyDelete("lock:" + name)|};
        }
        """);

    [Fact]
    public Task LockQuery_then_delete() => CacheCode.Check("""
        public void Unlock(string name, string token)
        {
            if (db.LockQuery(name) == token) {|RACE2007:db.KeyDelete(name)|};
        }
        """);

    [Fact]
    public Task The_answer_of_the_delete_says_nothing_of_whose_lock_it_was() => CacheCode.Check("""
        public bool Unlock(string resource, string owner)
        {
            var holder = db.StringGet("mutex/" + resource);
            if (holder.IsNull || !holder.ToString().Equals(owner)) return false;
            return {|RACE2007:db.KeyDelete("mutex/" + resource)|};
        }
        """);
}

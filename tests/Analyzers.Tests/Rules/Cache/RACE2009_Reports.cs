namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2009: a lock of this process around a store that other processes share.</summary>
public sealed class RACE2009_Reports
{
    private const string Locked = """
        private readonly SemaphoreSlim _gate = new(1, 1);

        public async Task AddAsync(string key)
        {
            await _gate.WaitAsync();
            try
            {
                var count = (long)await {|#1:db.StringGetAsync(key)|};
                await {|#0:db.StringSetAsync(key, count + 1)|};
            }
            finally
            {
                _gate.Release();
            }
        }
        """;

    [Fact]
    public Task A_semaphore_around_redis() => CacheCode.Check(Locked, CacheCode.Setup with { Expected = [new Expected("RACE2009").At(0)] });

    [Fact]
    public Task Declared_instances_make_it_the_bug_it_is() => CacheCode.Check(Locked, CacheCode.Setup with
    {
        EditorConfig = "[*.cs]\nracesafe.deployment = multi_instance",
        Expected =
        [
            new Expected("RACE2009").At(0).Saying(
                "The lock on line 9 does not keep out the other instances: one of them can change 'key' between the read on line 12 and this write; its update is lost"),
        ],
    });

    [Fact]
    public Task A_lock_statement_around_a_distributed_cache() => CacheCode.Check("""
        private static readonly object s_sync = new();

        public void Add(string key)
        {
            lock (s_sync)
            {
                var count = int.Parse(cache.GetString(key) ?? "0");
                {|RACE2009:cache.SetString(key, (count + 1).ToString())|};
            }
        }
        """);

    [Fact]
    public Task A_claim_under_a_lock() => CacheCode.Check("""
        private static readonly object s_sync = new();

        public bool First(string id)
        {
            lock (s_sync)
            {
                if (db.KeyExists(id)) return false;
                {|RACE2009:db.StringSet(id, 1)|};
                return true;
            }
        }
        """);
}

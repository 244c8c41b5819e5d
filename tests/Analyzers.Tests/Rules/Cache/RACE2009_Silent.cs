namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2009 is silent: locks that reach far enough, and locks around what needs none.</summary>
public sealed class RACE2009_Silent
{
    [Fact]
    public Task A_fill_under_a_lock_only_saves_work() => CacheCode.Check("""
        private readonly SemaphoreSlim _gate = new(1, 1);

        public async Task<string> GetAsync(string key)
        {
            await _gate.WaitAsync();
            try
            {
                var value = await cache.GetStringAsync(key);
                if (value is not null) return value;
                value = (await orders.LoadAsync(1)).Count.ToString();
                await cache.SetStringAsync(key, value);
                return value;
            }
            finally
            {
                _gate.Release();
            }
        }
        """);

    [Fact]
    public Task A_memory_cache_is_of_this_process_too() => CacheCode.Check("""
        private static readonly object s_sync = new();

        public void Hit(string ip)
        {
            lock (s_sync)
            {
                memory.Set(ip, memory.Get<int>(ip) + 1);
            }
        }
        """);

    [Fact]
    public Task A_lock_around_one_command() => CacheCode.Check("""
        private static readonly object s_sync = new();

        public long Hit(string ip)
        {
            lock (s_sync) return db.StringIncrement(ip);
        }
        """);

    [Fact]
    public Task A_distributed_lock_inside_the_lock() => CacheCode.Check("""
        private readonly SemaphoreSlim _gate = new(1, 1);

        public async Task AddAsync(string key, string token)
        {
            await _gate.WaitAsync();
            try
            {
                if (!await db.LockTakeAsync("lock:" + key, token, TimeSpan.FromSeconds(5))) return;
                var count = (long)await db.StringGetAsync(key);
                await db.StringSetAsync(key, count + 1);
                await db.LockReleaseAsync("lock:" + key, token);
            }
            finally
            {
                _gate.Release();
            }
        }
        """);

    [Fact]
    public Task A_key_that_is_not_known_to_be_the_same() => CacheCode.Check("""
        private static readonly object s_sync = new();

        public void Copy(string from, string to)
        {
            lock (s_sync)
            {
                var count = (long)db.StringGet(from);
                db.StringSet(to, count + 1);
            }
        }
        """);

    [Fact]
    public Task A_lock_around_a_fill_spares_work_and_loses_nothing() => CacheCode.Check("""
        private readonly SemaphoreSlim _gate = new(1, 1);

        public async Task<string> FillAsync(int id)
        {
            var text = await cache.GetStringAsync(Key(id));
            if (text is not null) return text;
            await _gate.WaitAsync();
            try
            {
                text = await cache.GetStringAsync(Key(id));
                if (text is not null) return text;
                text = (await orders.LoadAsync(id)).Count.ToString();
                await cache.SetStringAsync(Key(id), text);
                return text;
            }
            finally
            {
                _gate.Release();
            }
        }
        """);

    [Fact]
    public Task A_lock_around_a_number_of_its_own_that_is_published() => CacheCode.Check("""
        private readonly object _sync = new();
        private int _beats;

        public void Beat(string node)
        {
            lock (_sync)
            {
                _beats++;
                db.StringSet("beats:" + node, _beats);
            }
        }
        """);

    [Fact]
    public Task Two_keys_are_read_together_under_the_lock() => CacheCode.Check("""
        private readonly object _sync = new();

        public long Sum(string left, string right)
        {
            lock (_sync)
            {
                var sum = (long)db.StringGet(left) + (long)db.StringGet(right);
                db.StringSet("sum", sum);
                return sum;
            }
        }
        """);
}

namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2002 is silent: what the server does in one step, or what loses nothing.</summary>
public sealed class RACE2002_Silent
{
    [Fact]
    public Task The_server_increments() => CacheCode.Check("""
        public Task<long> AddAsync(string key) => db.StringIncrementAsync(key);
        """);

    [Fact]
    public Task A_script_does_both() => CacheCode.Check("""
        public async Task<long> AddAsync(string key) =>
            (long)await db.ScriptEvaluateAsync("return redis.call('INCRBY', KEYS[1], 1)", [key]);
        """);

    [Fact]
    public Task The_write_compares_first() => CacheCode.Check("""
        public async Task<bool> ReplaceAsync(string key, string value)
        {
            while (true)
            {
                var old = await db.StringGetAsync(key);
                if (await db.StringSetAsync(key, old + value, default(Expiration), ValueCondition.Equal(old))) return true;
            }
        }
        """);

    [Fact]
    public Task Only_if_there_is_none() => CacheCode.Check("""
        public async Task<bool> StartAsync(string key)
        {
            var old = await db.StringGetAsync(key + ":old");
            return await db.StringSetAsync(key, old, TimeSpan.FromHours(1), When.NotExists);
        }
        """);

    [Fact]
    public Task A_transaction_with_a_condition() => CacheCode.Check("""
        public async Task<bool> AddAsync(string key)
        {
            var old = await db.StringGetAsync(key);
            var transaction = db.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(key, old));
            _ = transaction.StringSetAsync(key, (long)old + 1);
            return await transaction.ExecuteAsync();
        }
        """);

    [Fact]
    public Task Another_key_is_written() => CacheCode.Check("""
        public async Task SnapshotAsync(string key)
        {
            var count = (long)await db.StringGetAsync(key);
            await db.StringSetAsync(key + ":yesterday", count);
        }
        """);

    [Fact]
    public Task The_old_value_is_only_logged() => CacheCode.Check("""
        public async Task ReplaceAsync(string key, string value)
        {
            var old = await db.StringGetAsync(key);
            await db.StringSetAsync(key, value);
            await orders.SendAsync($"{old} -> {value}");
        }
        """);

    [Fact]
    public Task A_lock_of_one_s_own_is_taken_with_SET_NX() => CacheCode.Check("""
        public async Task AddAsync(string key)
        {
            if (!await db.StringSetAsync("lock:" + key, 1, TimeSpan.FromSeconds(5), When.NotExists)) return;
            try
            {
                var count = (long)await db.StringGetAsync(key);
                await db.StringSetAsync(key, count + 1);
            }
            finally
            {
                await db.KeyDeleteAsync("lock:" + key);
            }
        }
        """);

    [Fact]
    public Task The_old_value_is_replaced_and_given_back_in_one_command() => CacheCode.Check("""
        public async Task<long> ResetAsync(string key) => (long)await db.StringGetSetAsync(key, 0);
        """);

    [Fact]
    public Task A_caller_two_frames_up_holds_a_distributed_lock() => CacheCode.Check("""
        public interface IDistributedLocks
        {
            Task<IAsyncDisposable> AcquireLockAsync(string name);
        }

        public class Held(IDatabase db, IDistributedLocks locks)
        {
            public async Task AddAsync(string key)
            {
                await using var held = await locks.AcquireLockAsync(key);
                await StepAsync(key);
            }

            private Task StepAsync(string key) => InnerAsync(key);

            private async Task InnerAsync(string key)
            {
                var count = (int)await db.StringGetAsync(key);
                await db.StringSetAsync(key, count + 1);
            }
        }
        """);

    [Fact]
    public Task A_provider_runs_it_under_a_distributed_lock() => CacheCode.Check("""
        public interface IDistributedLockProvider
        {
            Task RunUnderLockAsync(string name, Func<Task> work);
        }

        public class Held(IDatabase db, IDistributedLockProvider locks)
        {
            public Task AddAsync(string key) => locks.RunUnderLockAsync(key, () => InnerAsync(key));

            private async Task InnerAsync(string key)
            {
                var count = (int)await db.StringGetAsync(key);
                await db.StringSetAsync(key, count + 1);
            }
        }
        """);

    [Fact]
    public Task A_snapshot_is_stored_beside_the_live_value() => CacheCode.Check("""
        public async Task SnapshotAsync(string id)
        {
            var now = await db.StringGetAsync("live:" + id);
            await db.StringSetAsync("snapshot:" + id, now);
            await db.HashSetAsync("snapshots", id, DateTime.UtcNow.Ticks);
        }
        """);

    [Fact]
    public Task A_milestone_depends_on_an_atomic_counter() => CacheCode.Check("""
        public async Task<bool> ViewAsync(string page)
        {
            var views = await db.StringIncrementAsync("views:" + page);
            var best = (long)await db.StringGetAsync("best:" + page);
            if (views % 1000 == 0) await db.StringSetAsync("milestone:" + page, views);
            return views > best;
        }
        """);

    [Fact]
    public Task Another_value_is_stored_when_the_old_one_is_small() => CacheCode.Check("""
        public async Task ReportAsync(int load)
        {
            var limit = (int?)await db.StringGetAsync("limit") ?? 0;
            if (load > limit) await db.StringSetAsync("overloaded", load);
        }
        """);

    [Fact]
    public Task A_cursor_that_one_service_moves_on() => CacheCode.Check("""
        public class Reader(IDatabase log) : Microsoft.Extensions.Hosting.BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                var last = (long)await log.StringGetAsync("cursor");
                while (!stoppingToken.IsCancellationRequested) await log.StringSetAsync("cursor", ++last);
            }
        }
        """, CacheCode.Setup with { References = [.. CacheCode.Setup.References, "Hosting"] });

    [Fact]
    public Task A_count_is_shown_and_starts_again() => CacheCode.Check("""
        public async Task ResetAsync(string page)
        {
            Console.WriteLine(await db.StringGetAsync(page));
            await db.StringSetAsync(page, 0);
        }
        """);

    [Fact]
    public Task GETSET_hands_on_what_was_counted() => CacheCode.Check("""
        public async Task FlushAsync(string page, Func<string, long, Task> save)
        {
            var views = (long)await db.StringGetSetAsync(page, 0);
            await save(page, views);
        }
        """);

    [Fact]
    public Task A_word_for_what_another_key_says() => CacheCode.Check("""
        public async Task LabelAsync(int id)
        {
            var stock = (int)await db.StringGetAsync($"stock:{id}");
            await db.StringSetAsync($"label:{id}", stock > 0 ? "in stock" : "sold out");
        }
        """);

    [Fact]
    public Task A_version_that_the_server_counts() => CacheCode.Check("""
        public async Task<string> KeyAsync(int page) => $"catalog:{await db.StringGetAsync("catalog")}:{page}";

        public Task<long> InvalidateAsync() => db.StringIncrementAsync("catalog");
        """);

    [Fact]
    public Task A_new_key_for_each_run() => CacheCode.Check("""
        public async Task CountAsync(string[] words)
        {
            var key = $"run:{Guid.NewGuid()}";
            foreach (var word in words) await db.StringSetAsync(key, (int)await db.StringGetAsync(key) + word.Length);
        }
        """);
}

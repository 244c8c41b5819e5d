using RaceSafe.Analyzers.Tests.Rules.Cache;

namespace RaceSafe.Analyzers.Tests.Rules.Usage;

/// <summary>RACE5001 is silent: the answer is looked at, there is none, or nothing depends on it.</summary>
public class RACE5001_SilentLocks
{
    [Theory]
    [InlineData("if (!await db.LockTakeAsync(\"lock\", token, TimeSpan.FromSeconds(5))) return;")]
    [InlineData("while (!await db.LockTakeAsync(\"lock\", token, TimeSpan.FromSeconds(5))) await Task.Delay(10);")]
    [InlineData("var taken = await db.LockTakeAsync(\"lock\", token, TimeSpan.FromSeconds(5)); if (!taken) return;")]
    public Task A_lock_of_the_server_that_is_asked_for(string request) => CacheCode.Check($$"""
        public async Task AddAsync(string key, string token)
        {
            {{request}}
            try
            {
                var count = (int)await db.StringGetAsync(key);
                await db.StringSetAsync(key, count + 1);
            }
            finally
            {
                await db.LockReleaseAsync("lock", token);
            }
        }
        """);

    [Theory]
    [InlineData("await _gate.WaitAsync();")] // for ever
    [InlineData("await _gate.WaitAsync(CancellationToken.None);")]
    [InlineData("await _gate.WaitAsync(Timeout.InfiniteTimeSpan);")]
    [InlineData("_gate.Wait(Timeout.Infinite);")]
    [InlineData("if (!_gate.Wait(500)) return;")]
    [InlineData("if (!await _gate.WaitAsync(TimeSpan.FromSeconds(5))) throw new TimeoutException();")]
    public Task A_semaphore_that_cannot_be_refused_or_is_asked(string request) => CacheCode.Check($$"""
        private static readonly SemaphoreSlim _gate = new(1, 1);

        public async Task AddAsync(string key)
        {
            {{request}}
            try
            {
                memory.Set(key, memory.Get<int>(key) + 1);
                await orders.SendAsync(key);
            }
            finally
            {
                _gate.Release();
            }
        }
        """);

    [Fact]
    public Task A_signal_that_is_waited_for_some_time() => CacheCode.Check("""
        private static readonly SemaphoreSlim _signal = new(0, 1);

        public async Task RefreshAsync(string key)
        {
            await _signal.WaitAsync(TimeSpan.FromSeconds(5));
            if (memory.Get<Cart>(key) is null) memory.Set(key, await orders.LoadAsync(1));
        }
        """);

    [Theory]
    [InlineData("await using var handle = await locks.TryAcquireAsync(\"lock\"); if (handle is null) return;")]
    [InlineData("await using var handle = await locks.CreateLockAsync(\"lock\"); if (!handle.IsAcquired) return;")]
    [InlineData("await using var handle = await locks.AcquireAsync(\"lock\");")] // waits, or throws
    public Task A_handle_that_is_looked_at(string request) => CacheCode.Check($$"""
        public async Task AddAsync(string key, ILockFactory locks)
        {
            {{request}}
            var count = (int)await db.StringGetAsync(key);
            await db.StringSetAsync(key, count + 1);
        }

        public interface ILockFactory
        {
            Task<IHandle?> TryAcquireAsync(string name);
            Task<IHandle> AcquireAsync(string name);
            Task<IRedLock> CreateLockAsync(string name);
        }
        public interface IHandle : IAsyncDisposable;
        public interface IRedLock : IAsyncDisposable { bool IsAcquired { get; } }
        """);

    [Fact]
    public Task A_transaction_that_gives_a_lock_back() => CacheCode.Check("""
        public async Task ReleaseAsync(string key, string token)
        {
            var transaction = db.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(key, token));
            _ = transaction.KeyDeleteAsync(key);
            await transaction.ExecuteAsync();
        }
        """);

    [Fact]
    public Task A_transaction_whose_commands_are_waited_for() => CacheCode.Check("""
        public async Task AddAsync(string key)
        {
            var old = await db.StringGetAsync(key);
            var transaction = db.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(key, old));
            var written = transaction.StringSetAsync(key, (long)old + 1);
            await transaction.ExecuteAsync();
            await written; // is cancelled when the transaction has not run
        }
        """);

    [Fact]
    public Task A_default_that_only_the_first_sets() => CacheCode.Check("""
        public async Task<string?> DefaultAsync(string key)
        {
            var transaction = db.CreateTransaction();
            transaction.AddCondition(Condition.KeyNotExists(key));
            _ = transaction.StringSetAsync(key, "none yet");
            await transaction.ExecuteAsync();
            return await db.StringGetAsync(key);
        }
        """);

    [Fact]
    public Task A_signal_that_others_give_and_that_is_waited_for_until_the_next_round() => CacheCode.Check("""
        private readonly SemaphoreSlim _signal = new(0);
        private int _rounds;

        public void Note() => _signal.Release();

        private async Task RunAsync(string key, CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await _signal.WaitAsync(TimeSpan.FromSeconds(5), stop);
                    if (stop.IsCancellationRequested) return;
                    await FlushAsync(key);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    return;
                }
            }
        }

        private async Task FlushAsync(string key)
        {
            _rounds = 0;
            await db.StringSetAsync(key, "flushed");
        }
        """);
}

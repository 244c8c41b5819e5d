using RaceSafe.Analyzers.Tests.Rules.Cache;

namespace RaceSafe.Analyzers.Tests.Rules.Usage;

/// <summary>RACE5001 on locks that may be refused, and on transactions that may not run.</summary>
public class RACE5001_ReportsLocks
{
    [Theory]
    [InlineData("await {|RACE5001:db.LockTakeAsync(\"lock\", token, TimeSpan.FromSeconds(5))|};")]
    [InlineData("_ = {|RACE5001:db.LockTake(\"lock\", token, TimeSpan.FromSeconds(5))|};")]
    [InlineData("var taken = await {|RACE5001:db.LockTakeAsync(\"lock\", token, TimeSpan.FromSeconds(5))|}.ConfigureAwait(false);")]
    public Task A_lock_of_the_server_that_nobody_knows_to_have(string request) => CacheCode.Check($$"""
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
    [InlineData("await {|RACE5001:_gate.WaitAsync(TimeSpan.FromSeconds(5))|};")]
    [InlineData("{|RACE5001:_gate.Wait(500)|};")]
    public Task A_semaphore_that_is_waited_for_only_so_long(string request) => CacheCode.Check($$"""
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

    [Theory]
    [InlineData("await using var handle = await {|RACE5001:locks.TryAcquireAsync(\"lock\")|};")]
    [InlineData("await using var handle = await {|RACE5001:locks.CreateLockAsync(\"lock\")|};")]
    public Task A_handle_that_says_whether_it_is_one(string request) => CacheCode.Check($$"""
        public async Task AddAsync(string key, ILockFactory locks)
        {
            {{request}}
            var count = (int)await db.StringGetAsync(key);
            await db.StringSetAsync(key, count + 1);
        }

        public interface ILockFactory
        {
            Task<IHandle?> TryAcquireAsync(string name);
            Task<IRedLock> CreateLockAsync(string name);
        }
        public interface IHandle : IAsyncDisposable;
        public interface IRedLock : IAsyncDisposable { bool IsAcquired { get; } }
        """);

    [Theory]
    [InlineData("await {|RACE5001:transaction.ExecuteAsync()|};")]
    [InlineData("_ = {|RACE5001:transaction.Execute()|};")]
    public Task A_transaction_that_may_not_have_run(string execution) => CacheCode.Check($$"""
        public async Task AddAsync(string key)
        {
            var old = await db.StringGetAsync(key);
            var transaction = db.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(key, old));
            _ = transaction.StringSetAsync(key, (long)old + 1);
            {{execution}}
        }
        """);
}

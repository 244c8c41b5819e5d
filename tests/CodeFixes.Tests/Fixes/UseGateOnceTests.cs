namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>A lock that lives in a memory cache is made once.</summary>
public sealed class UseGateOnceTests
{
    [Fact]
    public Task All_callers_wait_at_the_same_gate() => RedisFixCode.Becomes(
        """
        async Task RunAsync(string user)
        {
            var gate = {|RACE2003:memory.GetOrCreate("gate:" + user, _ => new SemaphoreSlim(1, 1))|}!;
            await gate.WaitAsync();
            try { await send(user); }
            finally { gate.Release(); }
        }
        """,
        """
        async Task RunAsync(string user)
        {
            var gate = memory.GetOrCreateOnce("gate:" + user, () => new SemaphoreSlim(1, 1))!;
            await gate.WaitAsync();
            try { await send(user); }
            finally { gate.Release(); }
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task It_lives_as_long_as_it_did() => RedisFixCode.Becomes(
        """
        async Task RunAsync(string user)
        {
            var gate = {|RACE2003:memory.GetOrCreate("gate:" + user, entry =>
            {
                entry.SlidingExpiration = TimeSpan.FromMinutes(5);
                entry.SetPriority(CacheItemPriority.High);
                return new SemaphoreSlim(1, 1);
            })|}!;
            await gate.WaitAsync();
            try { await send(user); }
            finally { gate.Release(); }
        }
        """,
        """
        async Task RunAsync(string user)
        {
            var gate = memory.GetOrCreateOnce("gate:" + user, () => new SemaphoreSlim(1, 1), options: new MemoryCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(5), Priority = CacheItemPriority.High })!;
            await gate.WaitAsync();
            try { await send(user); }
            finally { gate.Release(); }
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task What_else_the_entry_is_told_cannot_be_said_in_options() => RedisFixCode.Stays("""
        async Task RunAsync(string user)
        {
            var gate = {|RACE2003:memory.GetOrCreate("gate:" + user, entry =>
            {
                entry.RegisterPostEvictionCallback((_, _, _, _) => { });
                return new SemaphoreSlim(1, 1);
            })|}!;
            await gate.WaitAsync();
            try { await send(user); }
            finally { gate.Release(); }
        }
        """);
}

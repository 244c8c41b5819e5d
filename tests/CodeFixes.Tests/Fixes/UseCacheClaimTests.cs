namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>Get, nothing found, set a marker becomes the runtime's TryClaim.</summary>
public sealed class UseCacheClaimTests
{
    [Fact]
    public Task A_marker_in_a_distributed_cache_keeps_its_value_and_life() => RedisFixCode.Becomes(
        """
        async Task HandleAsync(string id)
        {
            if (await cache.GetStringAsync(id) is not null) return;
            await {|RACE2003:cache.SetStringAsync(id, "seen", Options)|};
            await send(id);
        }
        """,
        """
        async Task HandleAsync(string id)
        {
            if (!await cache.TryClaimStringAsync(id, "seen", options: Options)) return;
            await send(id);
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task The_dead_read_goes() => RedisFixCode.Becomes(
        """
        async Task HandleAsync(string id)
        {
            // once only
            var seen = await cache.GetStringAsync(id);
            if (!string.IsNullOrEmpty(seen))
            {
                return;
            }

            await {|RACE2003:cache.SetStringAsync(id, "1", Options)|};
            await send(id);
        }
        """,
        """
        async Task HandleAsync(string id)
        {
            // once only
            if (!await cache.TryClaimStringAsync(id, "1", options: Options))
            {
                return;
            }

            await send(id);
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task In_memory_within_the_branch() => RedisFixCode.Becomes(
        """
        async Task HandleAsync(string id)
        {
            if (!memory.TryGetValue(id, out _))
            {
                {|RACE2003:memory.Set(id, true, Window)|};
                await send(id);
            }
        }
        """,
        """
        async Task HandleAsync(string id)
        {
            if (memory.TryClaim(id, true, options: new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Window }))
            {
                await send(id);
            }
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task What_was_found_is_used() => RedisFixCode.Stays("""
        async Task<string> HandleAsync(string id)
        {
            var seen = await cache.GetStringAsync(id);
            if (seen is not null) throw new InvalidOperationException(seen);
            await {|RACE2003:cache.SetStringAsync(id, "1", Options)|};
            await send(id);
            return id;
        }
        """);

    [Fact]
    public Task A_marker_that_is_set_only_after_the_work_stays_there() => RedisFixCode.Stays("""
        async Task HandleAsync(string id)
        {
            if (await cache.GetStringAsync(id) is not null) return;
            await send(id);
            await {|RACE2003:cache.SetStringAsync(id, "1", Options)|};
        }
        """);
}

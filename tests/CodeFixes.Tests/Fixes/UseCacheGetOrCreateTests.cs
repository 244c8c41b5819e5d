namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>Get, nothing found, make and set becomes the runtime's get-or-create.</summary>
public sealed class UseCacheGetOrCreateTests
{
    private const string Benign = "[*]\nracesafe.report_benign = true\n";

    [Fact]
    public Task A_gate_is_made_once() => RedisFixCode.Becomes(
        """
        async Task RunAsync(string user)
        {
            if (!memory.TryGetValue(user, out SemaphoreSlim? gate))
            {
                gate = new SemaphoreSlim(1, 1);
                {|RACE2003:memory.Set(user, gate, Window)|};
            }

            await gate!.WaitAsync();
        }
        """,
        """
        async Task RunAsync(string user)
        {
            var gate = memory.GetOrCreateOnce(user, () => new SemaphoreSlim(1, 1), options: new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Window });

            await gate!.WaitAsync();
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task A_fill_that_is_reported_on_request() => RedisFixCode.Becomes(
        """
        async Task<string> GetAsync(string key, Func<Task<string>> load)
        {
            var value = await cache.GetStringAsync(key);
            if (value is null)
            {
                value = await load();
                await {|RACE2003:cache.SetStringAsync(key, value, Options)|};
            }

            return value;
        }
        """,
        """
        async Task<string> GetAsync(string key, Func<Task<string>> load)
        {
            var value = await cache.GetOrCreateStringOnceAsync(key, async _ => await load(), options: Options);

            return value;
        }
        """, RedisFixCode.Runtime, editorConfig: Benign);

    [Fact]
    public Task What_was_found_is_returned_early() => RedisFixCode.Becomes(
        """
        async Task<List<string>> GetAsync(int id, Func<int, Task<List<string>>> load)
        {
            // loaded once in a minute
            if (memory.TryGetValue(id, out List<string>? known)) return known!;
            var loaded = await load(id);
            {|RACE2003:memory.Set(id, loaded, Window)|};
            return loaded;
        }
        """,
        """
        async Task<List<string>> GetAsync(int id, Func<int, Task<List<string>>> load)
        {
            // loaded once in a minute
            return await memory.GetOrCreateOnceAsync(id, async _ => await load(id), options: new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Window });
        }
        """, RedisFixCode.Runtime, editorConfig: Benign);

    [Fact]
    public Task On_redis() => RedisFixCode.Becomes(
        """
        async Task<string?> GetAsync(string key, Func<Task<string>> load)
        {
            var value = await db.StringGetAsync(key);
            if (!value.IsNull) return value;
            var loaded = await load();
            await {|RACE2003:db.StringSetAsync(key, loaded, Window)|};
            return loaded;
        }
        """,
        """
        async Task<string?> GetAsync(string key, Func<Task<string>> load)
        {
            return await db.GetOrCreateOnceAsync(key, async _ => await load(), ttl: Window);
        }
        """, RedisFixCode.Runtime, editorConfig: Benign);

    [Theory]
    [InlineData("string.IsNullOrEmpty(value)", "await load()", "what is stored may be empty")]
    [InlineData("value is null", "await load() ?? null", "what is made may be null")]
    public Task Not_offered(string condition, string made, string because) => RedisFixCode.Stays($$"""
        // {{because}}
        async Task<string> GetAsync(string key, Func<Task<string>> load)
        {
            var value = await cache.GetStringAsync(key);
            if ({{condition}})
            {
                value = {{made}};
                await {|RACE2003:cache.SetStringAsync(key, value, Options)|};
            }

            return value!;
        }
        """, Benign);

    [Fact]
    public Task Not_offered_where_more_is_done_with_what_was_made() => RedisFixCode.Stays("""
        async Task<string> GetAsync(string key, Func<Task<string>> load)
        {
            var value = await cache.GetStringAsync(key);
            if (value is null)
            {
                value = await load();
                await {|RACE2003:cache.SetStringAsync(key, value, Options)|};
                await send(value);
            }

            return value;
        }
        """, Benign);
}

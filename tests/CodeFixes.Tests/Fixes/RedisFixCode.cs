using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>
/// Sources of the Redis and cache fixes: members of a class with <c>db</c>, <c>cache</c>, <c>memory</c> and <c>send</c>. The runtime is the real one, but for
/// its Redis part, which is built for another client than the sources here: its signatures stand in for it.
/// </summary>
internal static class RedisFixCode
{
    public const string Runtime = "using RaceSafe;\n";

    private static readonly Setup s_client = new() { References = ["Caching", "StackExchange.Redis"] };

    private static readonly Setup s_setup = s_client with
    {
        References = [.. s_client.References, "Runtime"],
        Projects =
        [
            new("Runtime", """
                using StackExchange.Redis;

                namespace RaceSafe;

                public static class RedisAtomicExtensions
                {
                    public static ValueTask<long> IncrementAsync(this IDatabase database, RedisKey key, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate) => new(by);

                    public static long Increment(this IDatabase database, RedisKey key, long by = 1, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate) => by;

                    public static ValueTask<AtomicResult<long>> TryIncrementAsync(
                        this IDatabase database, RedisKey key, long by = 1, long min = 0, long max = 0, LimitMode limitMode = LimitMode.Reject, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate) =>
                        new(AtomicResult.Applied(by));

                    public static AtomicResult<long> TryIncrement(
                        this IDatabase database, RedisKey key, long by = 1, long min = 0, long max = 0, LimitMode limitMode = LimitMode.Reject, TimeSpan? ttl = null, TtlMode ttlMode = TtlMode.OnCreate) =>
                        AtomicResult.Applied(by);

                    public static ValueTask<AtomicResult<RedisValue>> CompareAndSetAsync(this IDatabase database, RedisKey key, RedisValue expected, RedisValue value, TimeSpan? ttl = null) =>
                        new(AtomicResult.Applied(value));

                    public static AtomicResult<RedisValue> CompareAndSet(this IDatabase database, RedisKey key, RedisValue expected, RedisValue value, TimeSpan? ttl = null) => AtomicResult.Applied(value);

                    public static ValueTask<AtomicResult<RedisValue>> HashCompareAndSetAsync(this IDatabase database, RedisKey key, RedisValue field, RedisValue expected, RedisValue value) =>
                        new(AtomicResult.Applied(value));

                    public static ValueTask<RedisValue> TakeAsync(this IDatabase database, RedisKey key) => default;

                    public static RedisValue Take(this IDatabase database, RedisKey key) => default;
                }

                public static class RedisOnceExtensions
                {
                    public static ValueTask<RedisValue> GetOrCreateOnceAsync(
                        this IDatabase database, RedisKey key, Func<CancellationToken, Task<RedisValue>> factory, TimeSpan? ttl = null, TimeSpan? lease = null, CancellationToken cancellationToken = default) => default;
                }

                public static class RedisUpdateExtensions
                {
                    public static ValueTask<RedisValue> UpdateAsync(this IDatabase database, RedisKey key, Func<RedisValue, RedisValue> update, TimeSpan? ttl = null) => default;

                    public static RedisValue Update(this IDatabase database, RedisKey key, Func<RedisValue, RedisValue> update, TimeSpan? ttl = null) => default;
                }
                """),
        ],
    };

    public static Task Becomes(string before, string after, string usings = "", string? key = null, string? editorConfig = null) =>
        Verify.Fix<RaceAnalyzer, MakeAtomicFix>(Class(before), Class(after, usings), key, s_setup with { EditorConfig = editorConfig });

    public static Task Stays(string source, string? editorConfig = null) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(Class(source), setup: s_setup with { EditorConfig = editorConfig });

    /// <summary>Nothing is offered where only the client is referenced.</summary>
    public static Task StaysWithoutRuntime(string source) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(Class(source), setup: s_client);

    private static string Class(string members, string usings = "") => $$"""
        using System.Text.Json;
        using Microsoft.Extensions.Caching.Distributed;
        using Microsoft.Extensions.Caching.Memory;
        {{usings}}using StackExchange.Redis;

        class Service(IDatabase db, IDistributedCache cache, IMemoryCache memory, Func<string, Task> send)
        {
            static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
            static readonly DistributedCacheEntryOptions Options = new() { AbsoluteExpirationRelativeToNow = Window };

            {{string.Join("\n", members.Split('\n').Select((line, i) => i == 0 || line.Length == 0 ? line : "    " + line))}}
        }

        class Cart
        {
            public List<string> Items { get; set; } = [];

            public int Total { get; set; }
        }
        """;
}

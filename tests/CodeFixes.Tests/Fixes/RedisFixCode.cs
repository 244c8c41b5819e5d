using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>Sources of the Redis and cache fixes: members of a class with <c>db</c>, <c>memory</c> and <c>send</c>.</summary>
internal static class RedisFixCode
{
    private static readonly Setup s_setup = new()
    {
        References = ["Caching", "StackExchange.Redis"],
        Projects =
        [
            new("Runtime", """
                using System.Numerics;
                using Microsoft.Extensions.Caching.Memory;

                namespace RaceSafe;

                public static class AtomicMemoryCacheExtensions
                {
                    public static T Increment<T>(this IMemoryCache cache, object key, T by, MemoryCacheEntryOptions? options = null) where T : struct, INumber<T> => by;
                }
                """),
        ],
    };

    public static Task Becomes(string before, string after, string usings = "") => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(Class(before), Class(after, usings), setup: s_setup);

    public static Task Stays(string source) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(Class(source), setup: s_setup);

    private static string Class(string members, string usings = "") => $$"""
        using Microsoft.Extensions.Caching.Memory;
        {{usings}}using StackExchange.Redis;

        class Service(IDatabase db, IMemoryCache memory, Func<string, Task> send)
        {
            {{string.Join("\n", members.Split('\n').Select((line, i) => i == 0 || line.Length == 0 ? line : "    " + line))}}
        }
        """;
}

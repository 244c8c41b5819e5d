using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>What several tests compile against.</summary>
internal static class Sources
{
    public static Setup WithRuntime { get; } = new() { References = ["Runtime", "Caching"] };
}

/// <summary>The class around the statements of a test.</summary>
internal static class CounterSource
{
    public static Task Fix(string before, string after, string? key = null, Setup? setup = null, string usings = "") =>
        Verify.Fix<RaceAnalyzer, MakeAtomicFix>(Source(before), Source(after, usings), key, setup);

    public static string Source(string statements, string usings = "") => $$"""
        using System.Collections.Concurrent;
        {{usings}}
        public class Counter
        {
            private readonly ConcurrentDictionary<string, int> _hits = new();

            public async Task Count(string key, int n)
            {
                await Task.Yield();
                {{statements.Replace("\n", "\n        ")}}
            }

            public static int Weight() => Environment.ProcessorCount;

            public static Task<int> Next(int n) => Task.FromResult(n + 1);
        }
        """;
}

/// <summary>The class around the statements of a test.</summary>
internal static class ServiceSource
{
    public static Task Fix(string before, string after) => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(Source(before), Source(after));

    public static string Source(string statements) => $$"""
        using System.Collections.Concurrent;

        public class Service
        {
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();
            private readonly ConcurrentDictionary<string, bool> _seen = new();
            private readonly ConcurrentDictionary<string, int> _tries = new();
            private readonly ConcurrentQueue<string> _jobs = new();

            public void Do(string key, int n)
            {
                {{statements.Replace("\n", "\n        ")}}
            }

            public bool TakeElsewhere(out string? job) => _jobs.TryDequeue(out job);

            public static void Send(string key) => Console.WriteLine(key);
        }
        """;
}

/// <summary>The class around the statements of a test.</summary>
internal static class ResourceSource
{
    public static Task Fix(string before, string after, Setup? setup = null, string usings = "") =>
        Verify.Fix<RaceAnalyzer, MakeAtomicFix>(Source(before), Source(after, usings), setup: setup);

    public static string Source(string statements, string usings = "") => $$"""
        using System.Collections.Concurrent;
        {{usings}}
        public class Resources
        {
            private readonly ConcurrentDictionary<string, List<int>> _lists = new();
            private readonly ConcurrentDictionary<string, FileStream> _streams = new();

            public void Use(string key)
            {
                {{statements.Replace("\n", "\n        ")}}
            }
        }
        """;
}

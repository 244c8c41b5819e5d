using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Rewriting;

/// <summary>A using directive that a fix adds must not take a name from the file that it had before.</summary>
public class ImportClashTests
{
    private static readonly Setup s_runtime = new() { References = ["Runtime", "Caching"] };

    [Theory]
    [InlineData("Keys.IdempotencyKey")] // the name is qualified
    [InlineData("Key")] // or is no name of the namespace
    [InlineData("IdempotencyKey", "using IdempotencyKey = Keys.IdempotencyKey;\n")] // or an alias, which comes first
    public Task Names_that_stay_what_they_are(string key, string alias = "") => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        In($"using Keys;\n{alias}", key, "[|_hits[page] = _hits[page] * 2|];"), In($"using Keys;\nusing RaceSafe;\n{alias}", key, "_hits.Update(page, current => current * 2);"), "UseRuntimeUpdate", s_runtime);

    [Fact]
    public Task A_type_that_would_have_two_meanings() => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(In("using Keys;\n", "IdempotencyKey", "[|_hits[page] = _hits[page] * 2|];"), "UseRuntimeUpdate", s_runtime);

    [Fact]
    public Task An_extension_method_that_would_have_two_meanings() =>
        Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(In("using Keys;\n", "Key", "_hits.Increment(page); [|_hits[page] = _hits[page] * 2|];"), "UseRuntimeUpdate", s_runtime);

    [Fact]
    public Task An_extension_method_of_that_name_on_something_else() => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        In("using Keys;\n", "Key", "page.Increment(); [|_hits[page] = _hits[page] * 2|];"), In("using Keys;\nusing RaceSafe;\n", "Key", "page.Increment(); _hits.Update(page, current => current * 2);"), "UseRuntimeUpdate", s_runtime);

    [Fact]
    public Task A_type_of_which_the_full_name_will_do() => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        In("using Keys;\n", "IdempotencyKey", "[|s_peak += 0.5|];"), In("using Keys;\n", "IdempotencyKey", "RaceSafe.Atomic.Add(ref s_peak, 0.5);"), setup: s_runtime);

    private static string In(string usings, string key, string body) => $$"""
        using System.Collections.Concurrent;
        {{usings}}
        public class Counter
        {
            private static double s_peak;
            private readonly ConcurrentDictionary<string, int> _hits = new();
            public static double Peak => s_peak;
            public {{key}}? Key { get; set; }

            public void Hit(string page)
            {
                {{body}}
            }
        }

        namespace Keys
        {
            public class Key { }
            public class IdempotencyKey { }
            public static class Extensions { public static void Increment(this ConcurrentDictionary<string, int> hits, string page) => hits.TryAdd(page, 0); public static void Increment(this string page) { } }
        }
        """;
}

using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>The entry goes only while it holds the value that was looked at.</summary>
public class UseRemovePairTests
{
    [Fact]
    public Task The_variable_of_TryGetValue_is_the_value() => Fix(
        "if (_owners.TryGetValue(key, out var owner) && owner == me) {|RACE1002:_owners.TryRemove(key, out _)|}; // not mine any more",
        "if (_owners.TryGetValue(key, out var owner) && owner == me) _owners.TryRemove(new(key, owner)); // not mine any more");

    [Fact]
    public Task So_is_what_AddOrUpdate_gave() => Fix(
        "var left = _tries.AddOrUpdate(key, 0, (_, old) => old - 1); if (left <= 0) {|RACE1002:_tries.TryRemove(key, out _)|};",
        "var left = _tries.AddOrUpdate(key, 0, (_, old) => old - 1); if (left <= 0) _tries.TryRemove(new(key, left));");

    [Fact]
    public Task And_what_the_indexer_gave() => Fix(
        "var left = _tries[key.Trim()]; if (left <= 0) {|RACE1002:_tries.TryRemove(key.Trim(), out _)|};",
        "var left = _tries[key.Trim()]; if (left <= 0) _tries.TryRemove(new(key.Trim(), left));");

    [Theory]
    [InlineData("if (_tries[key] <= 0) {|RACE1002:_tries.TryRemove(key, out _)|};")]
    [InlineData("if (_tries.TryGetValue(key, out var left) && left-- <= 0) {|RACE1002:_tries.TryRemove(key, out _)|};")]
    [InlineData("if (_tries.AddOrUpdate(key, 0, (_, old) => old - 1) <= 0) {|RACE1002:_tries.TryRemove(key, out _)|};")]
    public Task Without_a_variable_that_still_holds_the_value_there_is_no_fix(string statements) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(Source(statements));

    private static Task Fix(string before, string after) => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(Source(before), Source(after));

    private static string Source(string statements) => $$"""
        using System.Collections.Concurrent;

        public class Presence
        {
            private readonly ConcurrentDictionary<string, int> _tries = new();
            private readonly ConcurrentDictionary<string, string> _owners = new();

            public void Come(string key, string me)
            {
                _tries.AddOrUpdate(key, 1, (_, old) => old + 1);
                _owners[key] = me;
            }

            public void Leave(string key, string me)
            {
                {{statements}}
            }
        }
        """;
}

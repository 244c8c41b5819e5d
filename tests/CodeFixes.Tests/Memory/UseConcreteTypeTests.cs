using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>The call reaches ConcurrentDictionary's own method. That it is right is shown in Execution/.</summary>
public class UseConcreteTypeTests
{
    [Fact]
    public Task A_field_says_what_it_holds() => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        """
        using System.Collections.Concurrent;

        public class Table
        {
            private readonly IDictionary<string, int> _counts = new ConcurrentDictionary<string, int>();

            public bool Start(string key) => {|RACE1005:_counts.TryAdd(key, 0)|};

            public bool Begin(string key) => {|RACE1005:_counts.TryAdd(key, 1)|};
        }
        """,
        """
        using System.Collections.Concurrent;

        public class Table
        {
            private readonly ConcurrentDictionary<string, int> _counts = new ConcurrentDictionary<string, int>();

            public bool Start(string key) => _counts.TryAdd(key, 0);

            public bool Begin(string key) => _counts.TryAdd(key, 1);
        }
        """);

    [Fact]
    public Task Remove_becomes_TryRemove() => ResourceSource.Fix(
        "if ({|RACE1005:_lists.Remove(key, out var list)|}) list.Clear();", "if (_lists.TryRemove(key, out var list)) list.Clear();");

    [Fact]
    public Task A_field_that_also_needs_the_interface_keeps_it() => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(
        """
        using System.Collections.Concurrent;

        public class Table
        {
            private readonly IDictionary<string, int> _counts = new ConcurrentDictionary<string, int>();

            public bool Start(string key) => {|RACE1005:_counts.TryAdd(key, 0)|};

            public void Add(string key) => _counts.Add(key, 1);
        }
        """);

    [Fact]
    public Task An_extension_that_is_called_by_the_name_of_its_class_stays() => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(
        """
        using System.Collections.Concurrent;

        public class Table
        {
            private readonly ConcurrentDictionary<string, int> _counts = new();

            public bool Drop(string key) => {|RACE1005:CollectionExtensions.Remove(_counts, key, out _)|};
        }
        """);
}

using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>A property that only its type sets becomes a field, so that Interlocked has an address to work on.</summary>
public class UseBackingFieldTests
{
    [Fact]
    public Task Every_step_and_every_assignment_moves_to_the_field() => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        """
        using System.Threading;

        public static class Orders
        {
            private static readonly object s_gate = new();

            /// <summary>How many there were.</summary>
            public static int Count { get; private set; } = 3;

            public static bool Many => Count > 10;

            // one more
            public static int Add() => [|++Count|];

            public static void Cancel(int by)
            {
                [|Count -= by|];
            }

            public static void Clear() => Count = 0;
        }
        """,
        """
        using System.Threading;

        public static class Orders
        {
            private static readonly object s_gate = new();

            private static int s_count = 3;

            /// <summary>How many there were.</summary>
            public static int Count => Volatile.Read(ref s_count);

            public static bool Many => Count > 10;

            // one more
            public static int Add() => Interlocked.Increment(ref s_count);

            public static void Cancel(int by)
            {
                Interlocked.Add(ref s_count, -by);
            }

            public static void Clear() => s_count = 0;
        }
        """);

    [Theory]
    [InlineData("public static int Count { get; set; }")]
    [InlineData("public static int Count { get; internal set; }")]
    [InlineData("public static decimal Count { get; private set; }")]
    [InlineData("[System.ComponentModel.DefaultValue(1)] public static int Count { get; private set; }")]
    [InlineData("public static int Count { get; private set; } public static void Twice() { {|RACE1010:Count *= 2|}; }")]
    [InlineData("public static int Count { get; private set; } public static void Swap(int n) { (Count, n) = (n, Count); }")]
    [InlineData("public static int Count { get; private set; } private static int _count; public static int Other => _count;")]
    public Task Refuses_where_others_set_it_or_a_change_has_no_atomic_form(string property) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(
        $$"""
        public static class Orders
        {
            {{property}}

            public static void Add() => {|RACE1010:Count++|};
        }
        """);
}

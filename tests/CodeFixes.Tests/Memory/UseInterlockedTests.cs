using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>A field's step becomes one Interlocked operation.</summary>
public class UseInterlockedTests
{
    private static string In(string type, string body) => $$"""
        using System.Threading;

        public class Sum
        {
            internal static {{type}} s_n;

            public object Step(int by)
            {
                {{body}}
                return by;
            }
        }
        """;

    [Theory]
    [InlineData("int", "[|s_n++|];", "Interlocked.Increment(ref s_n);")]
    [InlineData("long", "[|--s_n|];", "Interlocked.Decrement(ref s_n);")]
    [InlineData("uint", "[|++s_n|];", "Interlocked.Increment(ref s_n);")]
    [InlineData("ulong", "[|s_n += 1|];", "Interlocked.Increment(ref s_n);")]
    [InlineData("int", "[|s_n += by|];", "Interlocked.Add(ref s_n, by);")]
    [InlineData("int", "[|s_n -= by * 2|];", "Interlocked.Add(ref s_n, -(by * 2));")]
    [InlineData("long", "[|s_n -= 5|];", "Interlocked.Add(ref s_n, -5);")]
    [InlineData("int", "[|s_n = s_n + by|];", "Interlocked.Add(ref s_n, by);")]
    [InlineData("int", "[|s_n = by + s_n|];", "Interlocked.Add(ref s_n, by);")]
    [InlineData("int", "[|s_n |= by|];", "Interlocked.Or(ref s_n, by);")]
    [InlineData("int", "[|s_n &= ~by|];", "Interlocked.And(ref s_n, ~by);")]
    [InlineData("int", "return [|s_n++|];", "return Interlocked.Increment(ref s_n) - 1;")]
    [InlineData("int", "return [|++s_n|];", "return Interlocked.Increment(ref s_n);")]
    [InlineData("int", "return [|s_n--|] * 2;", "return (Interlocked.Decrement(ref s_n) + 1) * 2;")]
    [InlineData("int", "return $\"{[|s_n++|]}\";", "return $\"{Interlocked.Increment(ref s_n) - 1}\";")]
    [InlineData("int", "if (([|s_n += by|]) > 3) return 1;", "if ((Interlocked.Add(ref s_n, by)) > 3) return 1;")]
    public Task A_step_in_one_expression(string type, string before, string after) =>
        Verify.Fix<RaceAnalyzer, MakeAtomicFix>(In(type, before), In(type, after));

    [Fact]
    public Task The_using_is_added_and_comments_stay() => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        """
        public class Sum
        {
            private static int s_n;

            public void Step()
            {
                // one more
                [|s_n++|]; // of these
            }
        }
        """,
        """
        using System.Threading;

        public class Sum
        {
            private static int s_n;

            public void Step()
            {
                // one more
                Interlocked.Increment(ref s_n); // of these
            }
        }
        """,
        setup: new() { ImplicitUsings = false });

    [Fact]
    public Task Every_update_of_a_field_is_cured_together() => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        """
        public class Sum
        {
            private static int s_n;

            public void Up() => [|s_n++|];

            public int Down() => [|--s_n|];

            public int Next()
            {
                var n = s_n + 1;
                [|s_n = n|];
                return n;
            }

            public int Take()
            {
                var n = s_n;
                [|s_n = n + 1|];
                return n;
            }

            public void Skip()
            {
                var n = s_n;
                [|s_n = n + 3|];
            }
        }
        """,
        """
        public class Sum
        {
            private static int s_n;

            public void Up() => Interlocked.Increment(ref s_n);

            public int Down() => Interlocked.Decrement(ref s_n);

            public int Next()
            {
                var n = Interlocked.Increment(ref s_n);
                return n;
            }

            public int Take()
            {
                var n = Interlocked.Increment(ref s_n) - 1;
                return n;
            }

            public void Skip()
            {
                Interlocked.Add(ref s_n, 3);
            }
        }
        """);

    [Fact]
    public Task A_volatile_field_and_one_that_Interlocked_updates_elsewhere() => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        """
        public class Sum
        {
            private volatile int _a;
            private long _b;

            public void Up()
            {
                {|RACE1011:_a++|};
                {|RACE1012:_b += 2|};
            }

            public void Down() => Interlocked.Decrement(ref _b);
        }
        """,
        """
        public class Sum
        {
            private volatile int _a;
            private long _b;

            public void Up()
            {
                Interlocked.Increment(ref _a);
                Interlocked.Add(ref _b, 2);
            }

            public void Down() => Interlocked.Decrement(ref _b);
        }
        """);

    [Theory]
    [InlineData("int n = 0; Parallel.ForEach(items, item => [|n++|]); return n;", "int n = 0; Parallel.ForEach(items, item => Interlocked.Increment(ref n)); return n;")]
    [InlineData("long n = 0; Parallel.ForEach(items, item => { [|n += item|]; }); return n;", "long n = 0; Parallel.ForEach(items, item => { Interlocked.Add(ref n, item); }); return n;")]
    [InlineData("var all = new int[8]; Parallel.ForEach(items, item => [|all[item & 7]++|]); return all;", "var all = new int[8]; Parallel.ForEach(items, item => Interlocked.Increment(ref all[item & 7])); return all;")]
    [InlineData("[|s_all[items[0]]--|]; return 0;", "Interlocked.Decrement(ref s_all[items[0]]); return 0;")]
    public Task A_captured_variable_or_an_element(string before, string after)
    {
        static string In(string body) => $$"""
            using System.Threading;
            using System.Threading.Tasks;

            public class Work
            {
                private static readonly int[] s_all = new int[8];

                public static object Run(int[] items)
                {
                    {{body}}
                }
            }
            """;
        return Verify.Fix<RaceAnalyzer, MakeAtomicFix>(In(before), In(after));
    }

    [Fact]
    public Task A_parameter_that_the_type_keeps() => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        """
        using System.Threading;

        public sealed class Numbers(int next)
        {
            private long _given;

            public int Next()
            {
                Interlocked.Increment(ref _given);
                return [|next++|];
            }
        }
        """,
        """
        using System.Threading;

        public sealed class Numbers(int next)
        {
            private long _given;

            public int Next()
            {
                Interlocked.Increment(ref _given);
                return Interlocked.Increment(ref next) - 1;
            }
        }
        """);

    [Theory]
    [InlineData("int", "checked { [|s_n++|]; }")]
    [InlineData("int", "return checked([|s_n++|]);")]
    [InlineData("short", "[|s_n++|];")]
    [InlineData("double", "[|s_n++|];")]
    [InlineData("decimal", "[|s_n += by|];")]
    [InlineData("int", "[|s_n *= by|];")]
    [InlineData("uint", "[|s_n -= (uint)by|];")]
    [InlineData("long", "[|s_n -= by|];")]
    [InlineData("int", "return [|s_n |= by|];")]
    [InlineData("int", "[|s_n += s_n|];")]
    [InlineData("int", "[|s_n += Change()|]; int Change() => s_n = 3;")]
    public Task Not_where_it_would_mean_something_else(string type, string body) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(In(type, body));

    [Fact]
    public Task Not_for_a_property_which_has_no_address() => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>("""
        public class Sum
        {
            public static int N { get; set; }

            public void Step() => [|N++|];
        }
        """);

    [Fact]
    public Task Not_where_the_others_hold_a_lock_that_Interlocked_would_ignore() => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(
        """
        public class Sum
        {
            private readonly object _gate = new();
            private int _n;

            public void Up() { lock (_gate) _n++; }

            public void Down() => [|_n--|];
        }
        """,
        key: "UseInterlocked");
}

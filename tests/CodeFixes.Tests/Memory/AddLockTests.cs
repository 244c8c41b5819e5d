using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>What has no atomic form gets a lock, and every use of it stands under that lock.</summary>
public class AddLockTests
{
    [Fact]
    public Task Every_use_goes_under_the_new_lock() => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        """
        using System.Threading;

        public class Till
        {
            private static decimal s_total;

            public static decimal Total => s_total;

            public static void Sell(decimal price)
            {
                // paid
                [|s_total += price|];
            }

            public static decimal Close()
            {
                return s_total;
            }

            public static void Open() => s_total = 0;
        }
        """,
        """
        using System.Threading;

        public class Till
        {
            private static readonly Lock s_totalLock = new();

            private static decimal s_total;

            public static decimal Total
            {
                get
                {
                    lock (s_totalLock)
                    {
                        return s_total;
                    }
                }
            }

            public static void Sell(decimal price)
            {
                // paid
                lock (s_totalLock)
                {
                    s_total += price;
                }
            }

            public static decimal Close()
            {
                lock (s_totalLock)
                {
                    return s_total;
                }
            }

            public static void Open()
            {
                lock (s_totalLock)
                {
                    s_total = 0;
                }
            }
        }
        """);

    [Theory]
    [InlineData("internal static decimal s_total;", "")]
    [InlineData("private static decimal s_total;", "public static decimal Half() { var half = s_total / 2; return half; }")]
    [InlineData("private static decimal s_total;", "public static System.Func<decimal> Later() => () => s_total;")]
    [InlineData("private static decimal s_total;", "public static ref decimal Address() => ref s_total;")]
    [InlineData("private static decimal s_total;", "public static bool s_totalLock;")]
    [InlineData("private static decimal s_total;", "public static decimal Show() { Note(s_total, out var text); return text.Length; } private static void Note(decimal n, out string text) => text = $\"{n}\";")] // what it declares is used behind it
    [InlineData("private static decimal s_total;", "public static System.Collections.Generic.IEnumerable<decimal> All() { yield return s_total; }")]
    public Task Refuses_where_one_use_cannot_stand_under_a_lock(string field, string member) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(
        $$"""
        public class Till
        {
            {{field}}

            public static void Sell(decimal price)
            {
                {|RACE1010:s_total += price|};
            }

            {{member}}
        }
        """);
}

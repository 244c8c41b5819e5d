using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>What Interlocked returns takes the place of the field that is read after it.</summary>
public class UseReturnedValueTests
{
    [Fact]
    public Task The_update_moves_to_where_the_field_is_read() => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        """
        public class Ids
        {
            static int s_id;
            long _n;

            public int Next()
            {
                // the next one
                Interlocked.Increment(ref s_id);
                return [|s_id|];
            }

            public string Name()
            {
                Interlocked.Add(ref _n, 10);
                var name = "id" + [|_n|];
                return name;
            }

            public bool Done()
            {
                Interlocked.Decrement(ref s_id);
                if ([|s_id|] > 10) return true;
                return false;
            }
        }
        """,
        """
        public class Ids
        {
            static int s_id;
            long _n;

            public int Next()
            {
                // the next one
                return Interlocked.Increment(ref s_id);
            }

            public string Name()
            {
                var name = "id" + Interlocked.Add(ref _n, 10);
                return name;
            }

            public bool Done()
            {
                if (Interlocked.Decrement(ref s_id) > 10) return true;
                return false;
            }
        }
        """);

    [Theory]
    [InlineData("Interlocked.Or(ref s_id, 4); return [|s_id|];")]
    [InlineData("Interlocked.Increment(ref s_id); return by > 3 && [|s_id|] > 3 ? 1 : 2;")]
    [InlineData("Interlocked.Increment(ref s_id); return Console.Read() + [|s_id|];")]
    [InlineData("Interlocked.Increment(ref s_id); return [|s_id|] + s_id;")]
    [InlineData("Interlocked.CompareExchange(ref s_id, 1, 0); return [|s_id|];")]
    public Task Not_where_the_order_or_the_value_would_change(string body) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>($$"""
        public class Ids
        {
            static int s_id;

            public int Next(int by)
            {
                {{body}}
            }
        }
        """);
}

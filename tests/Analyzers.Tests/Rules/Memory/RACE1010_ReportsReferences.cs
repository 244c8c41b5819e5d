namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>A ref local is another name of a field or an element; a ref argument lets a helper change it.</summary>
public class RACE1010_ReportsReferences
{
    internal static string In(string body) => $$"""
        public static class Traffic
        {
            private static readonly object s_gate = new();
            private static readonly long[] s_cells = new long[8];
            private static long s_in, s_out;

            public static void Count(int bytes, bool outgoing)
            {
                {{body}}
            }

            private static void Add(ref long cell, long n) => cell += n;

            private static void AddAtomically(ref long cell, long n) => Interlocked.Add(ref cell, n);

            private static void AddLocked(ref long cell, long n) { lock (s_gate) cell += n; }

            private static void Reset(ref long cell) => cell = 0;

            private static void Look(ref long cell) => Console.WriteLine(cell);
        }
        """;

    [Theory]
    [InlineData("ref var cell = ref s_in; {|RACE1010:cell++|};")]
    [InlineData("ref var cell = ref s_in; {|RACE1010:cell = cell + bytes|};")]
    [InlineData("ref var cell = ref (outgoing ? ref s_out : ref s_in); {|RACE1010:cell += bytes|};")]
    [InlineData("ref var cell = ref s_cells[bytes % 8]; {|RACE1010:cell++|};")]
    [InlineData("ref var cell = ref s_in; if (bytes > cell) {|RACE1010:cell = bytes|};")]
    [InlineData("ref var cell = ref s_in; cell = ref s_out; {|RACE1010:cell--|};")]
    [InlineData("Add({|RACE1010:ref s_in|}, bytes);")]
    public Task Changed_by_another_name(string body) => Verify.Analyzer<RaceAnalyzer>(In(body));
}

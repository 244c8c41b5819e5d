namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>A field is updated with Interlocked in one place and plainly in another.</summary>
public class RACE1012_Reports
{
    [Fact]
    public Task A_plain_step_beside_an_atomic_one() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            long _n;
            static int s_open;

            public void Add() => Interlocked.Increment(ref _n);

            public void Remove() => {|RACE1012:_n--|};

            public void AddMany(int by) => {|RACE1012:_n = _n + by|};

            public static void Enter() => Interlocked.Increment(ref s_open);

            public static void Leave() => {|RACE1012:s_open -= 1|};
        }
        """);
}

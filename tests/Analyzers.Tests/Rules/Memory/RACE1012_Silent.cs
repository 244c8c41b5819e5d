namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Plain accesses of a field that Interlocked updates, which lose nothing.</summary>
public class RACE1012_Silent
{
    [Fact]
    public Task Reading_and_resetting() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            int _n;

            public void Add() => Interlocked.Increment(ref _n);

            public int Get() => _n;

            public void Reset() => _n = 0;
        }
        """);

    [Fact]
    public Task In_the_constructor_and_at_the_end() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum : IDisposable
        {
            int _n;

            public Sum(int start) => _n += start;

            public void Add() => Interlocked.Increment(ref _n);

            public void Dispose() => _n--;
        }
        """);

    [Fact]
    public Task Two_fields_with_one_name_in_two_types() => Verify.Analyzer<RaceAnalyzer>("""
        public class Outer
        {
            int _n;

            public void Add() => Interlocked.Increment(ref _n);

            public class Inner
            {
                int _n;

                public void Add() => _n++;
            }
        }
        """);
}

namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>A volatile field is read, changed and written back.</summary>
public class RACE1011_Reports
{
    [Fact]
    public Task A_step() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            volatile int _n;
            static volatile uint s_flags;

            public void Add() => {|RACE1011:_n++|};

            public void Mark(uint flag) => {|RACE1011:s_flags |= flag|};

            public void Highest(int value) { if (value > _n) {|RACE1011:_n = value|}; }
        }
        """);
}

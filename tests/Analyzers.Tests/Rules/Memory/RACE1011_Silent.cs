namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Volatile fields that are only set, or changed by one thread at a time.</summary>
public class RACE1011_Silent
{
    [Fact]
    public Task A_flag_that_is_set() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            volatile bool _stop;
            volatile int _n;

            public void Stop() { if (!_stop) _stop = true; }

            public void Set(int value) => _n = value;
        }
        """);

    [Fact]
    public Task A_lock_around_it() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            readonly object _gate = new();
            volatile int _n;

            public void Add() { lock (_gate) _n++; }
        }
        """);

    [Fact]
    public Task One_writer_many_readers() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            volatile int _n;

            public int Count => _n;

            public void Begin() => new Thread(Loop).Start();

            private void Loop() { while (true) _n++; }
        }
        """);
}

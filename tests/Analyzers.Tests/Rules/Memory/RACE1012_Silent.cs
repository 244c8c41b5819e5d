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

    [Fact]
    public Task A_count_that_begins_again_in_one_step_or_of_which_nobody_takes_the_rest() => Verify.Analyzer<RaceAnalyzer>("""
        public class Traffic
        {
            int _requests;
            long _bytes;
            int _running;

            public void Request(int bytes)
            {
                Interlocked.Increment(ref _requests);
                Interlocked.Add(ref _bytes, bytes);
            }

            public int Requests() => Interlocked.Exchange(ref _requests, 0);

            public double Rate(double seconds)
            {
                var bytes = Interlocked.Exchange(ref _bytes, 0);
                return bytes / seconds;
            }

            public void Reset()
            {
                _requests = 0;
                Interlocked.Exchange(ref _bytes, 0);
            }

            public long Peek() => Interlocked.Read(ref _bytes);

            public bool TryStart() => Interlocked.CompareExchange(ref _running, 1, 0) == 0;

            public int End()
            {
                var was = _running;
                Volatile.Write(ref _running, 0);
                return was;
            }

            public void Log()
            {
                Console.WriteLine($"{_requests} requests");
                _requests = 0;
            }
        }
        """);

    [Fact]
    public Task Only_the_owner_starts_and_stops() => Verify.Analyzer<RaceAnalyzer>("""
        public sealed class Pump : IDisposable
        {
            private int _runs;

            public void Start() => Interlocked.Increment(ref _runs);

            public void Dispose() => _runs--;
        }
        """);
}

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

    [Fact]
    public Task A_count_that_is_read_and_then_begins_again() => Verify.Analyzer<RaceAnalyzer>("""
        public class Traffic
        {
            int _requests;
            long _bytes;

            public void Request(int bytes)
            {
                Interlocked.Increment(ref _requests);
                Interlocked.Add(ref _bytes, bytes);
            }

            public int Requests()
            {
                var n = _requests;
                {|RACE1012:_requests = 0|};
                return n;
            }

            public double Rate(double seconds)
            {
                var bytes = Interlocked.Read(ref _bytes);
                {|RACE1012:Interlocked.Exchange(ref _bytes, 0)|};
                return bytes / seconds;
            }

            public void Report(Action<int> sink)
            {
                sink(Volatile.Read(ref _requests));
                {|RACE1012:Volatile.Write(ref _requests, 0)|};
            }
        }
        """);

    [Fact]
    public Task The_last_holder_disposes_of_it() => Verify.Analyzer<RaceAnalyzer>("""
        public sealed class Buffer : IDisposable
        {
            private int _holders = 1;

            public Buffer Retain()
            {
                Interlocked.Increment(ref _holders);
                return this;
            }

            public void Dispose()
            {
                if ({|RACE1012:--_holders|} == 0) Console.WriteLine("free");
            }
        }
        """);
}

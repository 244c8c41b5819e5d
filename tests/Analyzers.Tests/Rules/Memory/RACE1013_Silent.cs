namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Interlocked updates whose result is used, or whose field is read for something else.</summary>
public class RACE1013_Silent
{
    [Fact]
    public Task The_result_is_used() => Verify.Analyzer<RaceAnalyzer>("""
        public class Ids
        {
            static int s_id;

            public int Next() => Interlocked.Increment(ref s_id);

            public bool IsTenth()
            {
                var n = Interlocked.Increment(ref s_id);
                return n == 10;
            }
        }
        """);

    [Fact]
    public Task A_lazy_object_of_which_the_first_wins() => Verify.Analyzer<RaceAnalyzer>("""
        #nullable enable
        public class Ids
        {
            object? _gate;

            public object Gate()
            {
                Interlocked.CompareExchange(ref _gate, new object(), null);
                return _gate;
            }
        }
        """);

    [Fact]
    public Task A_figure_in_a_log_line() => Verify.Analyzer<RaceAnalyzer>("""
        public class Ids
        {
            int _n;

            public void Hit()
            {
                Interlocked.Increment(ref _n);
                Console.WriteLine($"{_n} hits");
            }
        }
        """);

    [Fact]
    public Task A_lock_around_both() => Verify.Analyzer<RaceAnalyzer>("""
        public class Ids
        {
            readonly object _gate = new();
            int _n;

            public int Next()
            {
                lock (_gate)
                {
                    Interlocked.Increment(ref _n);
                    return _n;
                }
            }
        }
        """);
}

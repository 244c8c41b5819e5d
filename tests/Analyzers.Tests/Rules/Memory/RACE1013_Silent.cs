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

    [Fact]
    public Task What_a_lock_made_is_read_under_the_lock_or_is_not_the_result() => Verify.Analyzer<RaceAnalyzer>("""
        public class Ids
        {
            readonly object _gate = new();
            int _last;
            int _given;

            public int Next()
            {
                lock (_gate) return ++_last;
            }

            public int NextOne()
            {
                int mine;
                lock (_gate)
                {
                    _last++;
                    mine = _last;
                }

                return mine;
            }

            public int Nested()
            {
                lock (_gate)
                {
                    lock (_gate) _last++;
                    return _last;
                }
            }

            public bool Give()
            {
                lock (_gate) _given++;
                return true;
            }

            public int Last
            {
                get { lock (_gate) return _last; }
            }
        }
        """);
}

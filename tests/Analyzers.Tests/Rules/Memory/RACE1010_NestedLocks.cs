using RaceSafe.Testing.Analyzers;

namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Who holds a lock and takes it again has it still when he leaves the inner one.</summary>
public sealed class RACE1010_NestedLocks
{
    [Theory]
    [InlineData("lock (_gate) { _last = 1; }")]
    [InlineData("Monitor.Enter(_gate); _last = 1; Monitor.Exit(_gate);")]
    [InlineData("Note();")]
    [InlineData("Local();")]
    [InlineData("_ = LaterAsync();")]
    public Task A_lock_taken_again_inside_is_still_held_after_it(string inner) => Verify.Analyzer<RaceAnalyzer>(Counter("object", inner));

    [Theory]
    [InlineData("lock (_gate) { _last = 1; }")]
    [InlineData("Local();")]
    [InlineData("_ = LaterAsync();")]
    public Task So_is_a_Lock(string inner) => Verify.Analyzer<RaceAnalyzer>(Counter("Lock", inner));

    [Fact]
    public Task A_lock_that_is_given_up_between_is_not() => Verify.Analyzer<RaceAnalyzer>("""
        public class Counter
        {
            private readonly object _gate = new();
            private int _n;

            public void Add()
            {
                Monitor.Enter(_gate);
                var n = _n;
                Monitor.Exit(_gate);
                Monitor.Enter(_gate);
                {|RACE1010:_n = n + 1|};
                Monitor.Exit(_gate);
            }

            public void Reset()
            {
                lock (_gate) _n = 0;
            }
        }
        """);

    [Fact]
    public Task A_lock_that_is_left_as_often_as_it_was_taken_is_not() => Verify.Analyzer<RaceAnalyzer>("""
        public class Counter
        {
            private readonly object _gate = new();
            private int _n;

            public void Add()
            {
                Monitor.Enter(_gate);
                Monitor.Enter(_gate);
                var n = _n;
                Monitor.Exit(_gate);
                Monitor.Exit(_gate);
                {|RACE1010:_n = n + 1|};
            }

            public void Reset()
            {
                lock (_gate) _n = 0;
            }
        }
        """);

    private static string Counter(string gate, string inner) => $$"""
        #nullable enable
        public class Counter
        {
            private readonly {{gate}} _gate = new();
            private int _n, _last;

            public void Add()
            {
                lock (_gate)
                {
                    var n = _n;
                    {{inner}}
                    _n = n + 1;
                }

                void Local()
                {
                    lock (_gate)
                    {
                        if (_last > 0) return;
                        _last = 1;
                    }
                }

                async Task LaterAsync()
                {
                    await Task.Delay(1);
                    Local();
                }
            }

            public void Reset()
            {
                lock (_gate) _n = 0;
            }

            private void Note()
            {
                lock (_gate)
                {
                    if (_last > 0) return;
                    _last = 1;
                }
            }
        }
        """;
}

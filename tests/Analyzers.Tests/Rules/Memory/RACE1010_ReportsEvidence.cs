namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>What counts as evidence that two threads meet, and what does not count as a lock.</summary>
public class RACE1010_ReportsEvidence
{
    [Theory]
    [InlineData("HealthMonitor")]
    [InlineData("PaymentGateway")]
    [InlineData("OrderAggregate")]
    [InlineData("BlockReader")]
    [InlineData("LockService")]
    public Task An_awaited_task_of_the_type_is_no_lock(string name) => Verify.Analyzer<RaceAnalyzer>($$"""
        public class {{name}}
        {
            private readonly object _sync = new();
            private int _n;

            public async Task Add()
            {
                await Tell();
                {|RACE1010:_n++|};
                await Tell();
            }

            public void Remove()
            {
                lock (_sync) _n--;
            }

            private Task Tell() => Task.CompletedTask;
        }
        """);

    [Theory]
    [InlineData("AggregateStore", "OpenStream")]
    [InlineData("Gateway", "Connect")]
    public Task Something_disposable_that_is_no_lock(string type, string method) => Verify.Analyzer<RaceAnalyzer>($$"""
        public class {{type}}
        {
            public IDisposable {{method}}() => throw new NotSupportedException();
        }

        public class Counter({{type}} source)
        {
            private static int s_n;

            public void Add()
            {
                using var resource = source.{{method}}();
                {|RACE1010:s_n++|};
            }
        }
        """);

    [Fact]
    public Task A_timer_that_the_constructor_starts_changes_it_too() => Verify.Analyzer<RaceAnalyzer>("""
        public class Flusher
        {
            private readonly Timer _timer;
            private int _pending;

            public Flusher()
            {
                _timer = new Timer(_ => { Console.WriteLine(_pending); _pending = 0; }, null, 0, 1000);
            }

            public void Add() => {|RACE1010:_pending += 1|};
        }
        """);

    [Theory]
    [InlineData("var old = Interlocked.Read(ref _n); if (old < by) return; {|RACE1010:Interlocked.Exchange(ref _n, old - by)|};")]
    [InlineData("var old = _n; {|RACE1010:Interlocked.CompareExchange(ref _n, old + by, old)|};")]
    public Task An_atomic_call_with_a_value_from_an_earlier_read(string body) => Verify.Analyzer<RaceAnalyzer>($$"""
        public class Balance
        {
            private long _n;

            public void Take(long by)
            {
                {{body}}
            }
        }
        """);

    [Theory]
    [InlineData("Game")]
    [InlineData("Node")]
    [InlineData("Page")]
    public Task A_class_of_our_own_with_the_name_of_a_framework_class(string name) => Verify.Analyzer<RaceAnalyzer>($$"""
        public class {{name}}
        {
            private readonly object _gate = new();
            private int _n;

            public void Add() => {|RACE1010:_n++|};

            public void Remove()
            {
                lock (_gate) _n--;
            }
        }
        """);
}

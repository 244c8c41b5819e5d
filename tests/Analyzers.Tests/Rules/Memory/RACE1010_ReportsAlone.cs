namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1010 speaks where one thread alone seems to come, and another one does.</summary>
public class RACE1010_ReportsAlone
{
    [Theory]
    [InlineData("_rw.EnterWriteLock(); try { _prices.Clear(); } finally { _rw.ExitWriteLock(); } {|RACE1010:_updates++|};")]
    [InlineData("_rw.EnterWriteLock(); _prices.Clear(); _rw.ExitWriteLock(); {|RACE1010:_updates++|};")]
    [InlineData("var taken = false; try { Monitor.Enter(_prices, ref taken); _prices.Clear(); } finally { if (taken) Monitor.Exit(_prices); } {|RACE1010:_updates++|};")]
    [InlineData("_rw.EnterWriteLock(); if (_prices.Count == 0) { _rw.ExitWriteLock(); return; } _updates++; _rw.ExitWriteLock();")]
    [InlineData("_rw.EnterWriteLock(); try { _updates++; } finally { _rw.ExitWriteLock(); }")]
    public Task A_lock_that_is_given_back_before(string body) => Verify.Analyzer<RaceAnalyzer>($$"""
        public class Ticker
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly Dictionary<string, decimal> _prices = new();
            private readonly Timer _timer;
            private int _updates;

            public Ticker() => _timer = new Timer(_ => Poll(), null, 0, 250);

            public void Reset()
            {
                _rw.EnterWriteLock();
                try { _updates = 0; }
                finally { _rw.ExitWriteLock(); }
            }

            private void Poll() { {{body}} }
        }
        """);

    [Fact]
    public Task A_timer_beside_a_method_that_locks() => Verify.Analyzer<RaceAnalyzer>("""
        public class Heartbeat
        {
            private readonly System.Timers.Timer _timer = new(500);
            private readonly object _gate = new();
            private int _missed;

            public Heartbeat() => _timer.Elapsed += (_, _) => {|RACE1010:_missed++|};

            public void Beat() { lock (_gate) _missed = 0; }
        }
        """);

    [Fact]
    public Task A_figure_that_is_set_back_somewhere_else() => Verify.Analyzer<RaceAnalyzer>("""
        public class Store
        {
            private int _dropped;
            private int _size;

            public void Drop() => Interlocked.Increment(ref _dropped);

            public void Clear() => _size = 0;

            public void Add() => {|RACE1010:_size++|};
        }
        """);

    [Fact]
    public Task A_flag_beside_what_a_callback_and_all_who_come_lock() => Verify.Analyzer<RaceAnalyzer>("""
        public class Checks(Action<Action> debounce)
        {
            private readonly HashSet<string> _pending = [];
            private bool _isRunning;

            public void Start() => debounce(Run);

            public void Add(string name)
            {
                lock (_pending) _pending.Add(name);
            }

            public void AddAll(string[] names)
            {
                if (_isRunning) return;
                {|RACE1010:_isRunning = true|};
                lock (_pending)
                {
                    foreach (var name in names) _pending.Add(name);
                }

                Run();
                _isRunning = false;
            }

            private void Run()
            {
                lock (_pending) _pending.Clear();
            }
        }
        """);

    [Fact]
    public Task A_list_beside_one_that_is_swapped_atomically() => Verify.Analyzer<RaceAnalyzer>("""
        public class Subscribers
        {
            private System.Collections.Immutable.ImmutableList<string> _names = System.Collections.Immutable.ImmutableList<string>.Empty;
            private System.Collections.Immutable.ImmutableArray<int> _ids = System.Collections.Immutable.ImmutableArray<int>.Empty;

            public void Add(string name) => {|RACE1010:_names = _names.Add(name)|};

            public void Add(int id) => System.Collections.Immutable.ImmutableInterlocked.Update(ref _ids, (ids, more) => ids.Add(more), id);
        }
        """);

    [Theory]
    [InlineData("public static class Program { [STAThread] public static void Main() => Serials.Later(); }", "public static void Later() => Task.Run(() => {|RACE1010:s_next++|});")]
    [InlineData("public class Web(HttpContext context) { public HttpContext Context => context; [STAThread] public static void Main() { } } public class HttpContext;", "public static int Next() => {|RACE1010:s_next++|};")]
    public Task What_such_a_program_starts_elsewhere(string program, string member) => Verify.Analyzer<RaceAnalyzer>(OneThread.Game(
        "public static class Serials { private static int s_next; " + member + " }", program, "public class Query{0} { public async Task Run() => await Task.Yield(); }"));
}

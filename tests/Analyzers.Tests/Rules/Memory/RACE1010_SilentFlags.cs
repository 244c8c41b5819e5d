namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Flags and states of which nothing hangs, or that only one thread handles.</summary>
public class RACE1010_SilentFlags
{
    [Theory]
    [InlineData("if (s_loaded) return true; s_loaded = true; Console.WriteLine(\"first\");")]
    [InlineData("if (!s_loaded) { var names = new List<string>(); names.Add(name); s_loaded = true; }")]
    [InlineData("if (!s_loaded) { s_names.TryGetValue(name, out _); s_loaded = true; }")]
    [InlineData("lock (s_names) { if (!s_loaded) { s_names[name] = \"a\"; s_loaded = true; } }")]
    [InlineData("if (!s_loaded) lock (s_names) if (!s_loaded) { s_names[name] = \"a\"; s_loaded = true; }")]
    [InlineData("if (name == \"\" && s_busy) s_busy = false; if (name != \"\" && !s_busy) s_busy = true;")]
    [InlineData("foreach (var c in name) { if (c == 'a') { if (s_busy) s_busy = false; continue; } if (!s_busy) s_busy = true; Work(); }")]
    [InlineData("if (s_busy) return false; lock (s_names) { s_busy = true; Work(); s_busy = false; }")]
    [InlineData("if (s_busy) { s_busy = false; return false; } if (name == \"\") s_busy = true;")]
    [InlineData("s_busy = true; try { Work(); } finally { s_busy = false; }")]
    [InlineData("if (s_busy) Console.WriteLine(name); s_busy = true; Work();")]
    [InlineData("if (Interlocked.CompareExchange(ref s_stage, 1, 0) != 0) return false; try { Work(); } finally { s_stage = 0; }")]
    public Task Nothing_hangs_on_it(string body) => Verify.Analyzer<RaceAnalyzer>(RACE1010_ReportsFlags.In(body));

    [Theory]
    [InlineData("lock (_gate) { if (_state == State.Open) _state = State.HalfOpen; }")]
    [InlineData("if (_state == State.Open) lock (_gate) if (_state == State.Open) _state = State.HalfOpen;")]
    [InlineData("if (name == \"\") _state = State.Closed;")]
    public Task A_step_under_the_lock(string body) => Verify.Analyzer<RaceAnalyzer>(RACE1010_ReportsFlags.In(body));

    [Theory]
    [InlineData("if (s_users == 0) Console.WriteLine(name); Interlocked.Increment(ref s_users);")]
    [InlineData("if (s_users == 0) return false; if (name.Length > 3) Interlocked.Decrement(ref s_users);")]
    [InlineData("if (name.Length > Interlocked.Read(ref s_high)) Console.WriteLine(name);")]
    [InlineData("if (s_longest == null || name.Length > s_users) s_longest = name;")]
    [InlineData("int seen; do { seen = Volatile.Read(ref s_users); if (seen == 0) return false; } while (Interlocked.CompareExchange(ref s_users, seen + 1, seen) != seen);")]
    public Task A_figure_that_decides_nothing_or_is_compared_again(string body) => Verify.Analyzer<RaceAnalyzer>(RACE1010_ReportsFlags.In(body));

    [Theory]
    [InlineData("public class Pane { private bool _updating; public void Update() { if (_updating) return; _updating = true; try { Console.WriteLine(); } finally { _updating = false; } } }")]
    [InlineData("public class Pulse { private readonly Timer _timer; private bool _first; public Pulse() => _timer = new Timer(_ => Tick(), null, 0, 9); private void Tick() { if (_first) return; _first = true; Console.WriteLine(_timer); } }")]
    [InlineData("public class Pulse { private readonly Timer _timer; private int _n; public Pulse() => _timer = new Timer(_ => Tick(), null, 0, 9); private void Tick() { _n++; Console.WriteLine(_timer); } }")]
    [InlineData("public class Form : System.ComponentModel.INotifyPropertyChanged { public event System.ComponentModel.PropertyChangedEventHandler? PropertyChanged; private volatile bool _busy; public async void Click() { if (_busy) return; _busy = true; await Task.Delay(9); _busy = false; PropertyChanged?.Invoke(this, new(\"\")); } }")]
    public Task One_thread_only(string type) => Verify.Analyzer<RaceAnalyzer>(type);
}

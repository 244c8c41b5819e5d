namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Neighbours of <see cref="RACE1010_ReportsWhole"/> that one thread handles, or that lose nothing.</summary>
public class RACE1010_SilentWhole
{
    [Theory]
    [InlineData("private ImmutableList<string> _names = []; public void Add(string name) { lock (_gate) _names = _names.Add(name); }")]
    [InlineData("private ImmutableList<string> _names = []; public void Add(string name) => ImmutableInterlocked.Update(ref _names, names => names.Add(name));")]
    [InlineData("private ImmutableList<string> _names = []; public void Set(IEnumerable<string> names) => _names = names.ToImmutableList();")]
    [InlineData("private EventHandler? _changed; public event EventHandler Changed { add { lock (_gate) _changed += value; } remove { lock (_gate) _changed -= value; } } public void Raise() => _changed?.Invoke(this, EventArgs.Empty);")]
    [InlineData("private string? _text; public void Trim() => _text = _text?.Trim();")]
    public Task A_value_that_is_locked_or_set(string members) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Collections.Immutable;

        public class Registry
        {
            private readonly object _gate = new();
            private int _n;

            public void Count()
            {
                lock (_gate) _n++;
            }

            {{members}}
        }
        """);

    [Theory]
    [InlineData("using System.Collections.Immutable; public class Names { private ImmutableList<string> _names = []; public void Add(string name) => _names = _names.Add(name); }")]
    [InlineData("public class Button { private EventHandler? _click; public event EventHandler Click { add => _click += value; remove => _click -= value; } public void Raise() => _click?.Invoke(this, EventArgs.Empty); }")]
    [InlineData("public sealed class Nothing { private static Nothing? s_instance; private Nothing() { } public static Nothing Instance => s_instance ??= new(); }")]
    [InlineData("public sealed class Text { private static Text? s_empty; private int _n; public Text(int n) => _n = n; public static Text Empty => s_empty ??= new(0); public int Next() => _n + 1; }")]
    [InlineData("public sealed class Noted : Attribute { private int _n; public void Note() => _n++; }")]
    [InlineData("public class Filter : Microsoft.AspNetCore.Mvc.Filters.IActionFilter { private int _n; public void OnActionExecuting(Microsoft.AspNetCore.Mvc.Filters.ActionExecutingContext context) => _n++; public void OnActionExecuted(Microsoft.AspNetCore.Mvc.Filters.ActionExecutedContext context) { } }")]
    [InlineData("public sealed class Session : IDisposable { private static int s_live; private int _closed; public Session() => Interlocked.Increment(ref s_live); public void Dispose() { Interlocked.Decrement(ref s_live); _closed++; } }")]
    [InlineData("public class Server { private long _bytes; public void Start() => new Thread(new ThreadStart(Serve)).Start(); private void Serve() => _bytes += 9; }")]
    [InlineData("public class Server { private long _bytes; public void Send(object item) => Call(new Action(Serve)); private void Call(Action work) => work(); private void Serve() => _bytes += 9; }")]
    [InlineData("public class Server { private long _bytes; public async Task Accept() { while (true) await Serve(); } private async Task Serve() { await Task.Delay(9); _bytes += 9; } }")]
    [InlineData("public class Server { private long _bytes; public void Accept() { _ = Serve(); } private async Task Serve() { await Task.Delay(9); _bytes += 9; } }")]
    [InlineData("public class Server { private long _bytes; public void Accept(int[] all) { foreach (var one in all) Serve(one); } private void Serve(int one) => _bytes += one; }")]
    public Task One_at_a_time_or_nothing_to_lose(string type) => Verify.Analyzer<RaceAnalyzer>(type, new() { References = ["AspNetCore"] });
}

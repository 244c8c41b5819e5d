namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Values that are replaced whole, objects that there is one of, and threads that are started by other spellings.</summary>
public class RACE1010_ReportsWhole
{
    [Theory]
    [InlineData("private ImmutableList<string> _names = []; public void Add(string name) => {|RACE1010:_names = _names.Add(name)|};")]
    [InlineData("private ImmutableDictionary<string, int> _ages = ImmutableDictionary<string, int>.Empty; public void Set(string name, int age) { if (_ages.ContainsKey(name)) {|RACE1010:_ages = _ages.SetItem(name, age)|}; }")]
    [InlineData("private EventHandler? _changed; public event EventHandler Changed { add { {|RACE1010:_changed += value|}; } remove { {|RACE1010:_changed -= value|}; } } public void Raise() => _changed?.Invoke(this, EventArgs.Empty);")]
    public Task An_immutable_value_beside_locked_figures(string members) => Verify.Analyzer<RaceAnalyzer>($$"""
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
    [InlineData("public static Journal Instance { get { if (s_instance == null) {|RACE1010:s_instance = new Journal()|}; return s_instance; } }")]
    [InlineData("public static Journal Instance => {|RACE1010:s_instance ??= new()|};")]
    public Task The_only_object_is_made_twice(string instance) => Verify.Analyzer<RaceAnalyzer>($$"""
        public sealed class Journal
        {
            private static Journal? s_instance;
            private readonly List<string> _lines = [];

            private Journal()
            {
            }

            {{instance}}

            public int Lines
            {
                get { lock (_lines) return _lines.Count; }
            }
        }
        """);

    [Fact]
    public Task An_attribute_that_is_a_filter_serves_every_request() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.AspNetCore.Mvc.Filters;

        public class ThrottleAttribute : ActionFilterAttribute
        {
            private int _calls;

            public override void OnActionExecuting(ActionExecutingContext context)
            {
                if ({|RACE1010:++_calls|} > 9) throw new InvalidOperationException();
            }
        }
        """, new() { References = ["AspNetCore"] });

    [Fact]
    public Task A_static_figure_goes_down_with_every_object() => Verify.Analyzer<RaceAnalyzer>("""
        public sealed class Session : IDisposable
        {
            private static int s_live;
            private int _disposed;

            public Session() => Interlocked.Increment(ref s_live);

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
                {|RACE1012:s_live--|};
            }
        }
        """);

    [Theory]
    [InlineData("while (true) ThreadPool.QueueUserWorkItem(new WaitCallback(Serve), null);")]
    [InlineData("while (true) new Thread(new ParameterizedThreadStart(Serve)).Start();")]
    public Task A_method_in_a_delegate_that_is_spelled_out(string body) => Verify.Analyzer<RaceAnalyzer>($$"""
        public class Server
        {
            private long _bytes;

            public void Accept()
            {
                {{body}}
            }

            private void Serve(object? state) => {|RACE1010:_bytes += 9|};
        }
        """);

    [Theory]
    [InlineData("_ = ServeAsync();")]
    [InlineData("ServeAsync();")]
    public Task A_task_per_client_that_nobody_waits_for(string call) => Verify.Analyzer<RaceAnalyzer>($$"""
        #pragma warning disable CS4014
        public class Server
        {
            private long _bytes;

            public async Task AcceptAsync()
            {
                while (true)
                {
                    await Task.Delay(9);
                    {{call}}
                }
            }

            private async Task ServeAsync()
            {
                await Task.Delay(9);
                {|RACE1010:_bytes += 9|};
            }
        }
        """);
}

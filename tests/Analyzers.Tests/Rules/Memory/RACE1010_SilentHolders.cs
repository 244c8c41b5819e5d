namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1010 is silent: who holds the object has it alone, or only shows it.</summary>
public class RACE1010_SilentHolders
{
    private const string Counter = """
        public class Counter
        {
            private long _value;
            public static Counter Zero { get; } = new();
            public long Value => _value;
            public long Increment() { _value = _value + 1; return _value; }
        }

        """;

    [Theory]
    [InlineData("public class Parser { public long Run(string text) { var lines = new Counter(); foreach (var _ in text.Split('\\n')) lines.Increment(); return lines.Value - Counter.Zero.Value; } }")]
    [InlineData("public class Parser { private readonly Counter _lines = new(); public void Line() => _lines.Increment(); public bool IsEmpty => _lines.Value == Counter.Zero.Value; }")]
    [InlineData("public static class PerThread { [ThreadStatic] private static Counter? t_calls; public static void Call() => (t_calls ??= new()).Increment(); public static void Again() => t_calls!.Increment(); }")]
    [InlineData("public static class Current { private static readonly AsyncLocal<Counter> s_calls = new(); public static Counter Calls => s_calls.Value ??= new(); public static void Call() => Calls.Increment(); }")]
    [InlineData("public static class Program { private static readonly Counter s_files = new(); public static void Main(string[] args) { foreach (var _ in args) s_files.Increment(); } }")]
    [InlineData("public static class State { public static readonly Counter Files = new(); } public static class Program { public static void Main(string[] args) { foreach (var _ in args) State.Files.Increment(); } }")]
    public Task No_static_object_is_changed_by_many(string use) => Verify.Analyzer<RaceAnalyzer>(Counter + use);

    [Theory]
    [InlineData("private readonly GameState _state = new();", "_state.Round += 2;")]
    [InlineData("private GameState _state; public GameController() => _state = new GameState();", "_state.Round += 2;")]
    [InlineData("private readonly GameState _state; private readonly object _gate = new(); public GameController(GameState state) => _state = state;", "lock (_state) _state.Round += 2;")]
    public Task The_state_is_the_controllers_own_or_guarded(string field, string statement) => Verify.Analyzer<RaceAnalyzer>($$"""
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.DependencyInjection;

        public class GameState { public int Round { get; set; } }

        public class GameController : ControllerBase
        {
            {{field}}
            public IActionResult Skip() { {{statement}} return Ok(); }
        }

        public static class Setup { public static void Add(IServiceCollection services) => services.AddSingleton<GameState>(); }
        """, new() { References = ["AspNetCore"] });

    [Fact]
    public Task State_of_one_request_is_handed_in() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.DependencyInjection;

        public class GameState { public int Round { get; set; } }

        public class GameController(GameState state) : ControllerBase
        {
            public IActionResult Skip() { state.Round += 2; return Ok(); }
        }

        public static class Setup { public static void Add(IServiceCollection services) => services.AddScoped<GameState>(); }
        """, new() { References = ["AspNetCore"] });

    [Fact]
    public Task A_struct_is_put_back_as_it_was_or_made_anew() => Verify.Analyzer<RaceAnalyzer>("""
        public record struct Totals(long Orders, decimal Amount);

        public static class Checkout
        {
            private static Totals s_totals;

            public static void Reset(Totals start) => s_totals = start with { Orders = 0 };

            public static void Same()
            {
                var totals = s_totals;
                s_totals = totals;
            }

            public static decimal Sum(decimal more)
            {
                var totals = s_totals;
                totals.Amount += more;
                return totals.Amount;
            }
        }
        """);

    [Fact]
    public Task A_deconstruction_of_new_values_updates_nothing() => Verify.Analyzer<RaceAnalyzer>("""
        public static class Window
        {
            private static DateTime s_from, s_until;

            public static void Set(DateTime now)
            {
                (s_from, s_until) = (now, now.AddMinutes(1));
            }
        }
        """);

    [Fact]
    public Task A_stage_of_work_that_one_caller_has_in_hand() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.Extensions.DependencyInjection;

        public record Connection(Stream Inner);

        public class Client
        {
            private readonly Lock _gate = new();
            private Connection? _connection;
            private bool _connecting;

            public async Task ConnectAsync(Stream stream)
            {
                lock (_gate)
                {
                    if (_connecting) return;
                    _connecting = true;
                }

                await OpenAsync(stream);
            }

            private async Task OpenAsync(Stream stream)
            {
                _connection = new(stream);
                await stream.FlushAsync();
                _connection = _connection with { Inner = new BufferedStream(_connection.Inner) };
            }
        }

        public static class Setup { public static void Add(IServiceCollection services) => services.AddSingleton<Client>(); }
        """, new() { References = ["DependencyInjection"] });

    [Fact]
    public Task An_object_that_was_put_there_a_moment_ago_is_still_being_made() => Verify.Analyzer<RaceAnalyzer>("""
        public record Settings(int Size);

        public static class Configuration
        {
            private static Settings s_settings = new(0);

            public static void Load(int size, bool twice)
            {
                s_settings = new Settings(size);
                if (twice) s_settings = s_settings with { Size = s_settings.Size * 2 };
            }
        }
        """);

    [Fact]
    public Task Every_thread_has_its_own_object() => Verify.Analyzer<RaceAnalyzer>("""
        public class Buffer { public int Count; public Buffer? Inner; }

        public static class Buffers
        {
            [ThreadStatic] private static Buffer? t_buffer;

            public static void Add(int n)
            {
                t_buffer ??= new Buffer { Inner = new() };
                t_buffer.Count += n;
                t_buffer.Inner!.Count += n;
            }
        }
        """);

    [Theory]
    [InlineData("private readonly ConcurrentDictionary<string, Page> _pages = new(); public void Visit(string page) { if (_pages.TryGetValue(page, out var one)) one.Visit(); }")]
    [InlineData("private readonly Dictionary<string, Page> _pages = new(); public void Visit(string page) { if (!_pages.TryGetValue(page, out var one)) _pages[page] = one = new(); one.Visit(); }")]
    [InlineData("public int Visit(string[] pages) { var seen = new ConcurrentDictionary<string, Page>(); foreach (var page in pages) seen.GetOrAdd(page, _ => new()).Visit(); return seen.Count; }")]
    [InlineData("private readonly ConcurrentDictionary<string, Page> _pages = new(); public void Visit(string page) { var one = _pages.GetOrAdd(page, _ => new()); lock (one) one.Visit(); }")]
    [InlineData("private readonly ConcurrentDictionary<string, Page> _pages = new(); public Page Of(string page) => _pages.GetOrAdd(page, _ => new()); public void Visit() => new Page().Visit();")]
    public Task No_dictionary_gives_the_object_to_several(string members) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Collections.Concurrent;

        public class Visits { {{members}} }

        public class Page
        {
            private int _visits;
            public void Visit() => _visits++;
        }
        """);

    [Fact]
    public Task The_objects_of_a_dictionary_guard_themselves() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Visits
        {
            private readonly ConcurrentDictionary<string, Page> _pages = new();
            public void Visit(string page) => _pages.GetOrAdd(page, _ => new Page()).Visit();
            public void Count(string page) => _pages.GetOrAdd(page, _ => new Page()).Count();
        }

        public class Page
        {
            private readonly object _gate = new();
            private int _visits, _counts;
            public void Visit() { lock (_gate) _visits++; }
            public void Count() => Interlocked.Increment(ref _counts);
        }
        """);
}

namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1010 speaks: the object is everybody's because of who holds it.</summary>
public class RACE1010_ReportsHolders
{
    [Fact]
    public Task A_static_member_of_another_type_holds_it() => Verify.Analyzer<RaceAnalyzer>("""
        public class Counter
        {
            private long _value;
            public long Value => _value;
            public long Increment() { {|RACE1010:_value = _value + 1|}; return _value; }
        }

        public static class Metrics { public static readonly Counter Requests = new(); }

        public class Endpoint { public void Handle() => Metrics.Requests.Increment(); }
        """);

    [Fact]
    public Task A_request_changes_the_singleton_that_it_was_given() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.DependencyInjection;

        public class GameState { public int Round { get; set; } }

        public class GameController(GameState state) : ControllerBase
        {
            public IActionResult Skip() { {|RACE1010:state.Round += 2|}; return Ok(); }
        }

        public class OldController : Controller
        {
            private readonly GameState _state;
            public OldController(GameState state) => _state = state;
            public IActionResult Next() { {|RACE1010:_state.Round++|}; return Ok(); }
        }

        public static class Setup { public static void Add(IServiceCollection services) => services.AddSingleton<GameState>(); }
        """, new() { References = ["AspNetCore"] });

    [Fact]
    public Task A_struct_is_copied_changed_and_put_back() => Verify.Analyzer<RaceAnalyzer>("""
        public record struct Totals(long Orders, decimal Amount);

        public static class Checkout
        {
            private static Totals s_totals;

            public static void Add(decimal amount) => {|RACE1010:s_totals = s_totals with { Orders = s_totals.Orders + 1, Amount = s_totals.Amount + amount }|};

            public static void Count()
            {
                var totals = s_totals;
                totals.Orders++;
                {|RACE1010:s_totals = totals|};
            }
        }
        """);

    [Fact]
    public Task Both_targets_of_a_deconstruction_are_written() => Verify.Analyzer<RaceAnalyzer>("""
        public static class Fibonacci
        {
            private static long s_last = 1, s_sum = 1;

            public static long Next()
            {
                {|RACE1010:(s_last, s_sum) = (s_sum, s_last + s_sum)|};
                return s_last;
            }
        }
        """);

    [Fact]
    public Task An_asynchronous_helper_adds_to_a_collection_or_a_figure_of_a_singleton() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Immutable;
        using Microsoft.Extensions.DependencyInjection;

        public class Audit
        {
            private ImmutableList<string> _lines = [];
            private int _count;

            public Task LogAsync(string line) => AddAsync(line);

            private async Task AddAsync(string line)
            {
                await Task.Yield();
                {|RACE1010:_lines = _lines.Add(line)|};
                {|RACE1010:_count++|};
            }
        }

        public static class Setup { public static void Add(IServiceCollection services) => services.AddSingleton<Audit>(); }
        """, new() { References = ["DependencyInjection"] });

    [Fact]
    public Task A_concurrent_dictionary_gives_one_object_to_all_who_ask_for_a_key() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Visits
        {
            private readonly ConcurrentDictionary<string, Page> _pages = new();

            public void Visit(string page) => _pages.GetOrAdd(page, _ => new Page()).Visit();

            public void Read(string page, int bytes)
            {
                var read = _pages.GetOrAdd(page, static _ => new Page());
                read.Read(bytes);
            }
        }

        public class Page
        {
            public int Visits { get; private set; }
            private long _bytes;

            public void Visit() => {|RACE1010:Visits++|};
            public void Read(int bytes) => {|RACE1010:_bytes += bytes|};
        }
        """);
}

namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1001 speaks: an entry is read, changed and written back in separate calls.</summary>
public class RACE1001_Reports
{
    [Theory]
    [InlineData("{|RACE1001:_hits[key]++|};")]
    [InlineData("{|RACE1001:--_hits[key]|};")]
    [InlineData("{|RACE1001:_hits[key] += n|};")]
    [InlineData("{|RACE1001:_hits[key] = _hits[key] + n|};")]
    [InlineData("{|RACE1001:_hits[key] = Math.Max(_hits[key], n)|};")]
    [InlineData("{|RACE1001:_hits[key] = Next(_hits[key], n)|};")]
    [InlineData("{|RACE1001:_hits[key] = _hits.GetValueOrDefault(key) + 1|};")]
    [InlineData("var old = _hits[key]; {|RACE1001:_hits[key] = old + 1|};")]
    [InlineData("_hits.TryGetValue(key, out var old); {|RACE1001:_hits[key] = old + 1|};")]
    [InlineData("_hits.TryGetValue(key, out var old); var next = old + n; {|RACE1001:_hits[key] = next|};")]
    [InlineData("if (_hits.TryGetValue(key, out var old)) {|RACE1001:_hits[key] = old + 1|}; else _hits[key] = 1;")]
    [InlineData("if (_hits.ContainsKey(key)) {|RACE1001:_hits[key]++|}; else _hits[key] = 1;")]
    [InlineData("if (!_hits.ContainsKey(key)) _hits[key] = 1; else {|RACE1001:_hits[key]++|};")]
    [InlineData("{|RACE1001:_hits[key] = _hits.TryGetValue(key, out var old) ? old + 1 : 1|};")]
    [InlineData("if (!_hits.TryGetValue(key, out var old)) { _hits[key] = 1; return; } {|RACE1001:_hits[key] = old + 1|};")]
    [InlineData("var old = _hits[key]; switch (old) { case 0: return; default: {|RACE1001:_hits[key] = old - 1|}; break; }")]
    [InlineData("for (var i = 0; i < n; i++) {|RACE1001:_hits[key]++|};")]
    [InlineData("try { {|RACE1001:_hits[key]++|}; } catch (KeyNotFoundException) { _hits.TryAdd(key, 1); }")]
    [InlineData("_hits.TryGetValue(key, out var old); {|RACE1001:_hits.TryUpdate(key, old + 1, old)|};")]
    [InlineData("Task.Run(() => {|RACE1001:_hits[key]++|});")]
    [InlineData("Parallel.For(0, n, i => {|RACE1001:_hits[key]++|});")]
    [InlineData("Changed += (_, _) => {|RACE1001:_hits[key]++|};")]
    [InlineData("var old = Current(key); {|RACE1001:_hits[key] = old + 1|};")]
    [InlineData("{|RACE1001:_hits[Key(n)] = _hits[Key(n)] + 1|};")]
    [InlineData("_hits.TryGetValue(key, out var old); if (old < n) {|RACE1001:_hits[key] = old + 1|};")]
    public Task A_counter_in_a_dictionary(string statements) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Collections.Concurrent;

        public class Counter
        {
            private readonly ConcurrentDictionary<string, int> _hits = new();

            public event EventHandler? Changed;

            public void Count(string key, int n)
            {
                {{statements}}
            }

            public void Raise() => Changed?.Invoke(this, EventArgs.Empty);

            private int Current(string key) => _hits.TryGetValue(key, out var value) ? value : 0;

            private static string Key(int n) => $"key:{n}";

            private static int Next(int old, int n) => old * n;
        }
        """);

    [Fact]
    public Task A_record_that_is_replaced_by_its_changed_copy() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public record Stats(int Count, DateTime Last);

        public class Board
        {
            private readonly ConcurrentDictionary<string, Stats> _stats = new();

            public void Hit(string key)
            {
                var stats = _stats[key];
                {|RACE1001:_stats[key] = stats with { Count = stats.Count + 1 }|};
            }
        }
        """);

    [Fact]
    public Task A_struct_that_is_copied_out_changed_and_stored() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public struct Stats { public int Count; }

        public class Board
        {
            private readonly ConcurrentDictionary<string, Stats> _stats = new();

            public void Hit(string key)
            {
                var stats = _stats[key];
                stats.Count++;
                {|RACE1001:_stats[key] = stats|};
            }
        }
        """);

    [Fact]
    public Task A_dictionary_in_a_dictionary() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Board
        {
            private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, int>> _hits = new();

            public void Hit(string page, int hour) => {|RACE1001:_hits[page][hour]++|};

            public void HitLater(string page, int hour)
            {
                var hours = _hits[page];
                {|RACE1001:hours[hour] = hours[hour] + 1|};
            }
        }
        """);

    [Fact]
    public Task A_dictionary_that_comes_as_a_parameter_or_property() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Board
        {
            public ConcurrentDictionary<string, int> Hits { get; } = new();

            public void Hit(string key) => {|RACE1001:Hits[key]++|};

            public static void HitOn(ConcurrentDictionary<string, int> hits, string key) => {|RACE1001:hits[key]++|};

            public static void HitOf(Board board, string key) => {|RACE1001:board.Hits[key]++|};
        }
        """);

    [Fact]
    public Task A_field_of_an_interface_type_that_always_holds_one() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Board
        {
            private readonly IDictionary<string, int> _hits = new ConcurrentDictionary<string, int>();

            public void Hit(string key) => {|RACE1001:_hits[key]++|};
        }
        """);

    [Fact]
    public Task Asynchronous_code_leaves_even_more_room() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Board
        {
            private readonly ConcurrentDictionary<string, int> _hits = new();

            public async Task Hit(string key)
            {
                var hits = _hits[key];
                await Task.Delay(10);
                {|RACE1001:_hits[key] = hits + 1|};
            }
        }
        """);

    [Fact]
    public Task A_minimal_api_handler() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;
        using Microsoft.AspNetCore.Builder;

        var hits = new ConcurrentDictionary<string, int>();
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/hit/{page}", (string page) => {|RACE1001:hits[page] = hits.GetValueOrDefault(page) + 1|});
        app.Run();
        """, new() { References = ["AspNetCore"] });

    [Fact]
    public Task The_message_names_the_entry_and_the_read() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Board
        {
            private readonly ConcurrentDictionary<string, int> _hits = new();

            public void Hit(string key)
            {
                var hits = _hits[key];
                {|#0:_hits[key] = hits + 1|};
            }
        }
        """, new()
        {
            Expected = [new Expected("RACE1001").At(0).Saying("Another thread can change '_hits[key]' between the read on line 9 and this write; its update is lost")],
        });
}

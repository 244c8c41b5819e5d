namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Entries of plain dictionaries and lists are state of the object that holds the collection.</summary>
public class RACE1010_ReportsEntries
{
    [Theory]
    [InlineData("{|RACE1010:_votes[option]++|};")]
    [InlineData("{|RACE1010:_votes[option] += 2|};")]
    [InlineData("_votes.TryGetValue(option, out var n); {|RACE1010:_votes[option] = n + 1|};")]
    [InlineData("if (_votes.TryGetValue(option, out var n)) {|RACE1010:_votes[option] = n + 1|}; else _votes[option] = 1;")]
    [InlineData("{|RACE1010:_votes[option] = _votes.TryGetValue(option, out var n) ? n + 1 : 1|};")]
    [InlineData("{|RACE1010:_votes[option] = _votes.GetValueOrDefault(option) + 1|};")]
    [InlineData("if (_votes.ContainsKey(option)) {|RACE1010:_votes[option]++|}; else _votes.Add(option, 1);")]
    [InlineData("if (!_votes.TryGetValue(option, out var most) || option.Length > most) {|RACE1010:_votes[option] = option.Length|};")]
    public Task A_figure_of_a_singleton(string vote) => Verify.Analyzer<RaceAnalyzer>($$"""
        using Microsoft.Extensions.DependencyInjection;

        public class Poll
        {
            private readonly Dictionary<string, int> _votes = [];

            public void Vote(string option)
            {
                {{vote}}
            }
        }

        public static class Services
        {
            public static void Add(IServiceCollection services) => services.AddSingleton<Poll>();
        }
        """, new() { References = ["DependencyInjection"] });

    [Theory]
    [InlineData("if (!_handlers.TryGetValue(topic, out var all)) {|RACE1010:_handlers[topic] = all = []|}; lock (all) all.Add(handler);")]
    [InlineData("if (!_handlers.TryGetValue(topic, out var all)) { all = new List<Action>(); {|RACE1010:_handlers[topic] = all|}; } lock (all) all.Add(handler);")]
    [InlineData("if (!_handlers.ContainsKey(topic)) {|RACE1010:_handlers.Add(topic, [])|}; lock (_handlers[topic]) _handlers[topic].Add(handler);")]
    public Task Two_collections_are_one_too_many(string subscribe) => Verify.Analyzer<RaceAnalyzer>($$"""
        public class Bus
        {
            private readonly Dictionary<string, List<Action>> _handlers = [];

            public void Subscribe(string topic, Action handler)
            {
                {{subscribe}}
            }

            public void Drop(string topic)
            {
                lock (_handlers) _handlers.Remove(topic);
            }
        }
        """);

    [Theory]
    [InlineData("private readonly SortedDictionary<string, int> _stock = []; public void Put(string item) => {|RACE1010:_stock[item]++|}; public void Clear() { lock (_stock) _stock.Clear(); }")]
    [InlineData("private readonly IDictionary<string, int> _stock = new Dictionary<string, int>(); public void Put(string item) => {|RACE1010:_stock[item]++|}; public void Clear() { lock (_stock) _stock.Clear(); }")]
    [InlineData("private readonly List<int> _stock = []; public void Put(int shelf) => {|RACE1010:_stock[shelf]++|}; public void Clear() { lock (_stock) _stock.Clear(); }")]
    [InlineData("private readonly Dictionary<string, int> _stock = []; public void Put(string item) => {|RACE1010:_stock[item]++|}; public void Set(string item) { lock (_stock) _stock[item] = 1; }")]
    public Task Others_change_the_collection_under_a_lock(string members) => Verify.Analyzer<RaceAnalyzer>($"public class Shelf {{ {members} }}");

    [Fact]
    public Task A_captured_dictionary_in_a_parallel_loop() => Verify.Analyzer<RaceAnalyzer>("""
        public static class Words
        {
            public static IReadOnlyDictionary<string, int> Count(IEnumerable<string> words)
            {
                var counts = new Dictionary<string, int>();
                Parallel.ForEach(words, word =>
                {
                    var key = word.ToLowerInvariant();
                    {|RACE1010:counts[key] = counts.GetValueOrDefault(key) + 1|};
                });
                return counts;
            }
        }
        """);

    [Fact]
    public Task A_static_table_of_figures() => Verify.Analyzer<RaceAnalyzer>("""
        public static class Uses
        {
            private static readonly Dictionary<string, long> s_uses = [];

            public static void Note(string feature) => {|RACE1010:s_uses[feature]++|};
        }
        """);
}

namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1003 speaks: what a concurrent collection holds is changed without a lock.</summary>
public class RACE1003_Reports
{
    [Theory]
    [InlineData("{|RACE1003:_lists.GetOrAdd(key, _ => new List<int>()).Add(n)|};")]
    [InlineData("if (_lists.TryGetValue(key, out var list)) {|RACE1003:list.Add(n)|};")]
    [InlineData("var list = _lists.GetOrAdd(key, _ => []); {|RACE1003:list.Add(n)|};")]
    [InlineData("{|RACE1003:_lists[key].Clear()|};")]
    [InlineData("{|RACE1003:_totals[key].Sum += n|};")]
    [InlineData("{|RACE1003:_totals[key].Count++|};")]
    [InlineData("var total = _totals[key]; {|RACE1003:total.Sum = total.Sum + n|};")]
    [InlineData("_totals.AddOrUpdate(key, _ => new Total(), (_, total) => { {|RACE1003:total.Sum += n|}; return total; });")]
    [InlineData("if (!_totals.TryGetValue(key, out var total)) { total = new Total(); {|RACE1002:_totals.TryAdd(key, total)|}; } {|RACE1003:total.Count++|};")]
    [InlineData("foreach (var pair in _lists) {|RACE1003:pair.Value.Remove(n)|};")]
    [InlineData("foreach (var (_, list) in _lists) {|RACE1003:list.Remove(n)|};")]
    [InlineData("foreach (var list in _lists.Values) {|RACE1003:list.Add(n)|};")]
    [InlineData("_lists.AddOrUpdate(key, _ => [n], (_, list) => { {|RACE1003:list.Add(n)|}; return list; });")]
    [InlineData("{|RACE1003:_votes.GetOrAdd(key, _ => new int[5])[n]++|};")]
    [InlineData("if (_votes.TryGetValue(key, out var votes)) {|RACE1003:votes[n] += 1|};")]
    public Task Values_are_shared_and_unprotected(string statements) => Verify.Analyzer<RaceAnalyzer>(Source(statements));

    internal static string Source(string statements) => $$"""
        using System.Collections.Concurrent;
        using System.Collections.Immutable;

        public class Total
        {
            public int Sum { get; set; }
            public int Count { get; set; }
            public DateTime Last { get; set; }
            public long Hits;
        }

        public struct Pair { public int Sum; }

        public class Board
        {
            private readonly ConcurrentDictionary<string, List<int>> _lists = new();
            private readonly ConcurrentDictionary<string, Total> _totals = new();
            private readonly ConcurrentDictionary<string, Pair> _pairs = new();
            private readonly ConcurrentDictionary<string, ConcurrentQueue<int>> _queues = new();
            private readonly ConcurrentDictionary<string, int[]> _votes = new();
            private readonly ConcurrentDictionary<string, ImmutableList<int>> _immutable = new();
            private readonly ConcurrentDictionary<int, List<int>> _perThread = new();
            private readonly object _gate = new();

            public void Do(string key, int n)
            {
                {{statements}}
            }
        }
        """;
}

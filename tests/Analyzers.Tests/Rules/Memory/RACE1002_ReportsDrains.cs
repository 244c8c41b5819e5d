namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>A concurrent collection is copied, and then cleared: what comes in between is in neither.</summary>
public class RACE1002_ReportsDrains
{
    [Fact]
    public Task A_batch_that_is_copied_and_cleared() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Batch
        {
            readonly ConcurrentQueue<string> _lines = new();
            readonly ConcurrentBag<int> _sizes = new();

            public void Add(string line)
            {
                _lines.Enqueue(line);
                _sizes.Add(line.Length);
            }

            public List<string> Take()
            {
                var lines = _lines.ToList();
                {|RACE1002:_lines.Clear()|};
                return lines;
            }

            public void Flush(Action<int[]> store)
            {
                store(_sizes.ToArray());
                {|RACE1002:_sizes.Clear()|};
            }

            public string Text()
            {
                var text = string.Join("\n", _lines);
                {|RACE1002:_lines.Clear()|};
                return text;
            }

            public void Send(Action<string> send)
            {
                foreach (var line in _lines) send(line);
                {|RACE1002:_lines.Clear()|};
            }
        }
        """);

    [Fact]
    public Task Counts_that_are_reported_and_begin_again() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Hits
        {
            readonly ConcurrentDictionary<string, int> _hits = new();

            public void Hit(string page) => _hits.AddOrUpdate(page, 1, (_, n) => n + 1);

            public void Report(Action<string, int> sink)
            {
                var hits = _hits.ToArray();
                {|RACE1002:_hits.Clear()|};
                foreach (var (page, n) in hits) sink(page, n);
            }

            public Dictionary<string, int> Collect()
            {
                var hits = new Dictionary<string, int>(_hits);
                {|RACE1002:_hits.Clear()|};
                return hits;
            }
        }
        """);
}

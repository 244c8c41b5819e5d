namespace RaceSafe.CodeFixes.Tests.Execution;

/// <summary>The fixes of RACE1002, run: alone as before; together one is the first, all share one object, and nobody takes nothing.</summary>
public class DictionaryClaims
{
    private const int Threads = 8;
    private const int Times = 2_000;

    [Theory]
    [InlineData("if (!_seen.ContainsKey(key)) { _seen[key] = true; Send(); }")]
    [InlineData("if (!_seen.TryGetValue(key, out _)) { _seen[key] = true; Send(); }")]
    [InlineData("if (!_seen.ContainsKey(key)) { _seen.TryAdd(key, true); Send(); }")]
    [InlineData("if (_seen.ContainsKey(key)) return; _seen[key] = true; Send();")]
    public Task Only_one_is_the_first(string body) => Prove(body, "1");

    [Theory]
    [InlineData("if (!_bags.ContainsKey(key)) _bags[key] = new ConcurrentBag<int>(); _bags[key].Add(1); _all = _bags[key];")]
    [InlineData("if (!_bags.TryGetValue(key, out var bag)) { bag = new ConcurrentBag<int>(); _bags[key] = bag; } bag.Add(1); _all = _bags[key];")]
    [InlineData("if (!_bags.TryGetValue(key, out var bag)) { bag = new ConcurrentBag<int>(); _bags.TryAdd(key, bag); } bag.Add(1); _all = _bags[key];")]
    [InlineData("if (!_bags.TryGetValue(key, out var bag)) _bags[key] = bag = new ConcurrentBag<int>(); bag.Add(1); _all = _bags[key];")]
    [InlineData("ConcurrentBag<int>? bag; if (!_bags.TryGetValue(key, out bag)) { bag = new(); _bags[key] = bag; } bag.Add(1); _all = _bags[key];")]
    public Task All_share_one_object(string body) => Prove(body, $"{Threads * Times}");

    [Theory]
    [InlineData("_jobs.Enqueue(key); if (!_jobs.IsEmpty) { _jobs.TryDequeue(out var job); _taken.Add(job!.Length); }")]
    [InlineData("_jobs.Enqueue(key); if (_jobs.Count > 0) { _jobs.TryDequeue(out var job); _taken.Add(job!.Length); }")]
    [InlineData("_jobs.Enqueue(key); while (!_jobs.IsEmpty) { _jobs.TryDequeue(out var job); _taken.Add(job!.Length); }")]
    [InlineData("_jobs.Enqueue(key); if (_jobs.IsEmpty) return; _jobs.TryDequeue(out var job); _taken.Add(job!.Length);")]
    public async Task Nobody_uses_what_it_did_not_get(string body)
    {
        var now = await Alone(body);
        now.Together("Run", Threads, Times, "k", 1);
    }

    [Fact]
    public async Task The_first_value_wins()
    {
        var now = await Alone("if (!_first.ContainsKey(key)) _first[key] = n;");
        Assert.EndsWith(";k=1", now.Together("Run", Threads, Times, "k", 1));
    }

    [Fact]
    public async Task Who_comes_while_the_last_one_leaves_is_still_counted()
    {
        var now = await Alone("_first.AddOrUpdate(key, 1, (_, old) => old + 1); var left = _first.AddOrUpdate(key, -1, (_, old) => old - 1); if (left == 0) _first.TryRemove(key, out _);");
        Assert.EndsWith(";there=7", now.Together("Run", Threads, Times, "k", 1));
    }

    private static async Task Prove(string body, string expected) =>
        Assert.StartsWith(expected + ";", (await Alone(body)).Together("Run", Threads, Times, "k", 1));

    private static async Task<Executed> Alone(string body)
    {
        var before = Program(body);
        var after = await Fixed.Source(before);
        Assert.NotEqual(before, after);
        var (was, now) = (Executed.Compile(before), Executed.Compile(after));
        foreach (var key in new[] { "k", "there" }) Assert.Equal(was.Alone("Run", key, 3), now.Alone("Run", key, 3));
        return now;
    }

    private static string Program(string body) => $$"""
        using System.Collections.Concurrent;

        public class Program
        {
            private readonly ConcurrentDictionary<string, bool> _seen = new() { ["there"] = true };
            private readonly ConcurrentDictionary<string, int> _first = new() { ["there"] = 7 };
            private readonly ConcurrentDictionary<string, ConcurrentBag<int>> _bags = new();
            private readonly ConcurrentQueue<string> _jobs = new();
            private readonly ConcurrentBag<int> _taken = new();
            private ConcurrentBag<int>? _all;
            private int _sent;

            public void Run(string key, int n)
            {
                {{body}}
            }

            public string? TakeElsewhere() => _jobs.TryDequeue(out var job) ? job : null;

            public string State() => $"{_all?.Count ?? _sent};{_taken.Count}" + string.Concat(_first.OrderBy(e => e.Key).Take(1).Select(e => $";{e.Key}={e.Value}"));

            private void Send() => Interlocked.Increment(ref _sent);
        }
        """;
}

namespace RaceSafe.CodeFixes.Tests.Execution;

/// <summary>The fixes of RACE1001, run: alone they do what the code did before, together they lose nothing.</summary>
public class DictionaryUpdates
{
    private const int Threads = 8;
    private const int Times = 5_000;

    [Theory]
    [InlineData("_d[key]++;")]
    [InlineData("_d[key] += n;")]
    [InlineData("_d[key] = _d[key] + n;")]
    [InlineData("_d[key] = Add(_d[key], n);")]
    [InlineData("var old = _d[key]; _d[key] = old + n;")]
    [InlineData("if (_d.ContainsKey(key)) _d[key]++; else _d[key] = 1;")]
    [InlineData("if (!_d.ContainsKey(key)) { _d[key] = n; } else { _d[key] += n; }")]
    [InlineData("if (_d.TryGetValue(key, out var old)) _d[key] = old + n; else _d[key] = n;")]
    [InlineData("if (_d.TryGetValue(key, out var old)) _d[key] = old + n; else _d.TryAdd(key, n);")]
    [InlineData("if (_d.TryGetValue(key, out var old)) { _d[key] = old + n; }")]
    [InlineData("_d[key] = _d.TryGetValue(key, out var old) ? old + n : n;")]
    [InlineData("_d[key] = _d.GetValueOrDefault(key) + n;")]
    [InlineData("_d.TryGetValue(key, out var old); _d[key] = old + n;")]
    [InlineData("_d.TryGetValue(key, out var old); var next = old + n; _d[key] = next; _last = next;")]
    [InlineData("_d.TryGetValue(key, out var old); var next = old + Weight(n); _d[key] = next; _last = next;")]
    [InlineData("var old = _d.TryGetValue(key, out var v) ? v : 0; _d[key] = old + n;")]
    [InlineData("var old = _d.GetValueOrDefault(key); _d[key] = old + n;")]
    [InlineData("_d.TryGetValue(key, out var old); _d.TryUpdate(key, old + n, old);")]
    [InlineData("if (_d.TryGetValue(key, out var old)) _d.TryUpdate(key, old + n, old);")]
    [InlineData("_last = ++_d[key];")]
    [InlineData("_last = _d[key]++;")]
    [InlineData("Action act = () => _d[key]++; act();")]
    public async Task Alone_as_before_and_together_complete(string body)
    {
        var before = Program(body);
        var after = await Fixed.Source(before);
        Assert.NotEqual(before, after);
        var (was, now) = (Executed.Compile(before), Executed.Compile(after));
        foreach (var key in new[] { "a", "absent" })
            foreach (var n in new[] { 0, 1, 5, -3 })
                Assert.Equal(was.Alone("Run", key, n), now.Alone("Run", key, n));
        Assert.Equal($"a={Threads * Times}", Entry(now.Together("Run", Threads, Times, "a", 1)));
    }

    [Theory]
    [InlineData("_d[key]++;", "UseRuntimeUpdate")]
    [InlineData("_d[key] += n;", "UseRuntimeUpdate")]
    [InlineData("_last = ++_d[key];", "UseRuntimeUpdate")]
    [InlineData("_d[key] = _d.GetValueOrDefault(key) + n;", "UseRuntimeIncrement")]
    [InlineData("if (_d.ContainsKey(key)) _d[key]++; else _d[key] = 1;", "UseRuntimeIncrement")]
    [InlineData("_d.TryGetValue(key, out var old); var next = old + Weight(n); _d[key] = next; _last = next;", "UseRuntimeIncrement")]
    public async Task The_runtime_does_the_same(string body, string key)
    {
        var before = Program(body);
        var after = await Fixed.Source(before, key);
        Assert.Contains("using RaceSafe;", after);
        var (was, now) = (Executed.Compile(before), Executed.Compile(after));
        foreach (var entry in new[] { "a", "absent" }) Assert.Equal(was.Alone("Run", entry, 2), now.Alone("Run", entry, 2));
        Assert.Equal($"a={Threads * Times}", Entry(now.Together("Run", Threads, Times, "a", 1)));
    }

    [Fact]
    public void Before_the_fix_updates_are_lost() =>
        Assert.NotEqual($"a={Threads * Times * 20}", Entry(Executed.Compile(Program("_d[key] = _d[key] + n;")).Together("Run", Threads, Times * 20, "a", 1)));

    private static string Entry(string state) => state.Split(';')[0];

    private static string Program(string body) => $$"""
        using System.Collections.Concurrent;

        public class Program
        {
            private readonly ConcurrentDictionary<string, int> _d = new() { ["a"] = 0 };
            private int _last;
            private int _weighed;

            public void Run(string key, int n)
            {
                {{body}}
            }

            public string State() => string.Join(",", _d.OrderBy(e => e.Key).Select(e => $"{e.Key}={e.Value}")) + $";{_last};{_weighed}";

            private static int Add(int old, int n) => old + n;

            private int Weight(int n)
            {
                Interlocked.Increment(ref _weighed);
                return n;
            }
        }
        """;
}

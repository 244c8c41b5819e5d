namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1002 is silent: both may pass the check, and nothing is lost by it.</summary>
public class RACE1002_Silent
{
    [Theory]
    [InlineData("if (!_names.ContainsKey(n)) _names[n] = n.ToString();")]
    [InlineData("if (!_names.TryGetValue(n, out var name)) { name = Compute(n); _names[n] = name; } Send(name);")]
    [InlineData("if (!_names.TryGetValue(n, out var name)) { name = Compute(n); _names.TryAdd(n, name); } Send(name);")]
    [InlineData("if (_names.TryGetValue(n, out var name)) { Send(name); return; } name = Compute(n); _names[n] = name; Send(name);")]
    [InlineData("if (!_lists.TryGetValue(key, out var list)) { list = new List<int>(); list.Add(n); _lists[key] = list; }")]
    [InlineData("if (!_lists.TryGetValue(key, out var list)) { list = new List<int>(Enumerable.Range(0, n)); _lists[key] = list; }")]
    public Task A_cache_is_filled(string statements) => InClass(statements);

    [Theory]
    [InlineData("if (_seen.TryAdd(key, true)) Send(key);")]
    [InlineData("if (!_seen.ContainsKey(key) && _seen.TryAdd(key, true)) Send(key);")]
    [InlineData("_gates.GetOrAdd(key, _ => new SemaphoreSlim(1, 1)).Wait();")]
    [InlineData("if (!_gates.TryGetValue(key, out var gate)) gate = _gates.GetOrAdd(key, new SemaphoreSlim(1, 1)); gate.Wait();")]
    [InlineData("if (_seen.ContainsKey(key)) _seen.TryRemove(key, out _);")]
    [InlineData("if (_seen.ContainsKey(key)) Send(_seen[key].ToString());")]
    [InlineData("if (_jobs.TryDequeue(out var job)) Send(job);")]
    [InlineData("while (_jobs.TryDequeue(out var job)) Send(job);")]
    public Task The_call_itself_decides(string statements) => InClass(statements);

    [Theory]
    [InlineData("_jobs.Enqueue(key); while (_jobs.Count > 100) _jobs.TryDequeue(out _);")]
    [InlineData("if (_pool.Count < 16) _pool.Add(new object());")]
    [InlineData("if (_jobs.Count > 1000) Send(\"long queue\"); _jobs.Enqueue(key);")]
    [InlineData("if (_tries.Count > 1000) _tries.Clear(); _tries[key] = n;")]
    [InlineData("if (_tries.Count > 1000) Send(\"many\"); if (_tries.TryAdd(key, n)) Send(key);")]
    [InlineData("if (_tries.Count < 1000 && _tries.TryAdd(key, n)) Send(key);")]
    [InlineData("while (_jobs.TryPeek(out var head) && head.Length > n) _jobs.TryDequeue(out _);")]
    [InlineData("if (_jobs.TryPeek(out var head) && _jobs.TryDequeue(out var same)) Send(same);")]
    public Task A_size_that_is_only_a_guide(string statements) => InClass(statements);

    [Theory]
    [InlineData("if (_tries.ContainsKey(key)) _tries[key] = n;")]
    [InlineData("if (_tries.TryGetValue(key, out var old) && old != n) _tries[key] = n;")]
    [InlineData("if (_tries.TryGetValue(key, out var old) && old == n) return; _tries[key] = n;")]
    [InlineData("if (_tries.TryGetValue(key, out var old) && old.Equals(n)) return; _tries[key] = n; Send(key);")]
    [InlineData("if (!_seen.ContainsKey(key)) _seen[key] = true;")]
    [InlineData("if (!_seen.ContainsKey(key)) { _seen[key] = true; Console.WriteLine(\"first use of \" + key); }")]
    [InlineData("if (!_seen.ContainsKey(key)) _tries[key] = n;")]
    public Task A_write_that_anybody_may_repeat(string statements) => InClass(statements);

    [Theory]
    [InlineData("lock (_gate) if (!_seen.ContainsKey(key)) { _seen[key] = true; Send(key); }")]
    [InlineData("if (!_gates.ContainsKey(key)) lock (_gate) if (!_gates.ContainsKey(key)) _gates[key] = new SemaphoreSlim(1, 1);")]
    [InlineData("var local = new ConcurrentDictionary<string, bool>(); if (!local.ContainsKey(key)) { local[key] = true; Send(key); }")]
    public Task Nobody_else_can_be_there(string statements) => InClass(statements);

    [Fact]
    public Task One_reader_drains_its_own_queue() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Worker
        {
            private readonly ConcurrentQueue<string> _jobs = new();

            public void Enqueue(string job) => _jobs.Enqueue(job);

            private void Drain()
            {
                while (!_jobs.IsEmpty)
                {
                    _jobs.TryDequeue(out var job);
                    Console.WriteLine(job);
                }
            }

            public void Start() => new Thread(Drain).Start();
        }
        """);

    [Fact]
    public Task A_constructor_fills_its_own_table() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Registry
        {
            private readonly ConcurrentDictionary<string, List<int>> _lists = new();

            public Registry(string[] names)
            {
                foreach (var name in names)
                    if (!_lists.ContainsKey(name)) _lists[name] = new List<int>();
            }
        }
        """);

    private static Task InClass(string statements) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Collections.Concurrent;

        public class Service
        {
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();
            private readonly ConcurrentDictionary<int, string> _names = new();
            private readonly ConcurrentDictionary<string, List<int>> _lists = new();
            private readonly ConcurrentDictionary<string, bool> _seen = new();
            private readonly ConcurrentDictionary<string, int> _tries = new();
            private readonly ConcurrentQueue<string> _jobs = new();
            private readonly ConcurrentBag<object> _pool = new();
            private readonly object _gate = new();

            public void Do(string key, int n)
            {
                {{statements}}
            }

            private static string Compute(int n) => new('x', n);

            private static void Send(string key) => Console.WriteLine(key);
        }
        """);

    [Fact]
    public Task A_value_that_a_helper_in_another_file_makes() => Verify.Analyzer<RaceAnalyzer>(Code.Files(
        ("Entries.cs", """
            public sealed class Entry(string path) { public string Path { get; } = path; }

            public static class Entries { public static Entry Of(string path) { var made = new Entry(path); return made; } }
            """),
        ("Directory.cs", """
            using System.Collections.Concurrent;

            public class Directory
            {
                private readonly ConcurrentDictionary<string, Entry> _entries = new();

                public Entry Get(string path)
                {
                    if (!_entries.TryGetValue(path, out var result))
                    {
                        var file = Entries.Of(path);
                        result = file;
                        _entries[path] = result;
                    }

                    return result;
                }
            }
            """)));

    [Fact]
    public Task The_work_goes_on_whether_the_mark_is_set_or_not() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Throttle(Func<Task> next)
        {
            private readonly ConcurrentDictionary<string, DateTime> _blocked = new();

            public async Task Handle(string client, int seen)
            {
                if (_blocked.TryGetValue(client, out var until) && until > DateTime.UtcNow) return;
                if (seen > 100) _blocked[client] = DateTime.UtcNow.AddMinutes(5);
                await next();
            }
        }
        """);
}

namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1001 is silent: one call, one owner, a lock, or nothing that could be lost.</summary>
public class RACE1001_Silent
{
    [Theory]
    [InlineData("_hits.AddOrUpdate(key, 1, (_, old) => old + 1);")]
    [InlineData("if (_hits.TryRemove(key, out var old)) _other[key] = old;")]
    public Task One_call_reads_and_writes(string statements) => InClass(statements);

    [Theory]
    [InlineData("_hits[key] = n;")]
    [InlineData("_hits[key] = _other[key] + 1;")]
    [InlineData("_hits[key] = _hits[key + \"x\"] + 1;")]
    [InlineData("var old = _hits[key]; Console.WriteLine(old + 1);")]
    [InlineData("var old = _hits[key]; _other[key] = old;")]
    public Task What_is_written_has_nothing_to_do_with_what_was_read(string statements) => InClass(statements);

    [Theory]
    [InlineData("while (_hits.TryGetValue(key, out var old) && !_hits.TryUpdate(key, old + 1, old)) { }")]
    [InlineData("while (true) { var old = _hits[key]; if (_hits.TryUpdate(key, old + 1, old)) break; }")]
    [InlineData("int old; do old = _hits[key]; while (!_hits.TryUpdate(key, old + 1, old));")]
    [InlineData("var old = _hits[key]; if (!_hits.TryUpdate(key, old + 1, old)) throw new InvalidOperationException();")]
    public Task A_lost_race_is_seen(string statements) => InClass(statements);

    [Theory]
    [InlineData("lock (_gate) _hits[key]++;")]
    [InlineData("lock (_gate) { var old = _hits[key]; if (old < n) _hits[key] = old + 1; }")]
    [InlineData("lock (_gate) Locked(key);")]
    [InlineData("_semaphore.Wait(); try { _hits[key]++; } finally { _semaphore.Release(); }")]
    public Task A_lock_is_held(string statements) => InClass(statements);

    [Theory]
    [InlineData("var local = new ConcurrentDictionary<string, int>(); local[key] = 0; local[key]++;")]
    [InlineData("var local = new ConcurrentDictionary<string, int>(_hits); foreach (var k in local.Keys) local[k] += n; Console.WriteLine(local.Count);")]
    [InlineData("var plain = new Dictionary<string, int>(); plain[key] = 0; plain[key]++;")]
    [InlineData("_perThread.Value![key]++;")]
    public Task The_dictionary_belongs_to_one_thread(string statements) => InClass(statements);

    [Fact]
    public Task A_constructor_has_the_object_to_itself() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Counter
        {
            private readonly ConcurrentDictionary<string, int> _hits = new();

            public Counter(string[] keys)
            {
                foreach (var key in keys) _hits[key] = _hits.GetValueOrDefault(key) + 1;
            }
        }
        """);

    [Fact]
    public Task A_thread_static_dictionary_belongs_to_its_thread() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public static class Counter
        {
            [ThreadStatic]
            private static ConcurrentDictionary<string, int>? s_hits;

            public static void Hit(string key) => s_hits![key]++;
        }
        """);

    [Fact]
    public Task An_actor_takes_one_message_at_a_time() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public abstract class Grain;

        public class CounterGrain : Grain
        {
            private readonly ConcurrentDictionary<string, int> _hits = new();

            public void Hit(string key) => _hits[key]++;
        }
        """);

    [Fact]
    public Task The_same_object_put_back_replaces_nothing() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Session { public DateTime Seen { get; set; } }

        public class Sessions
        {
            private readonly ConcurrentDictionary<string, Session> _sessions = new();

            public void Touch(string id)
            {
                var session = _sessions[id];
                _sessions[id] = session;
            }
        }
        """);

    [Fact]
    public Task A_field_that_may_hold_a_plain_dictionary_is_another_matter() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Counter(bool shared)
        {
            private readonly IDictionary<string, int> _hits = shared ? new ConcurrentDictionary<string, int>() : new Dictionary<string, int>();

            public void Hit(string key) => _hits[key]++;
        }
        """);

    [Fact]
    public Task What_is_stored_after_nothing_was_found_does_not_depend_on_what_was_there() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Resolver
        {
            private readonly ConcurrentDictionary<string, string?> _resolved = new();

            public bool TryResolve(string name, out string? result)
            {
                if (_resolved.TryGetValue(name, out result))
                {
                }
                else if (name.Length > 1)
                {
                    if (Search(name, out var found))
                    {
                        result = found;
                    }

                    _resolved[name] = result;
                }

                return result is not null;
            }

            private static bool Search(string name, out string found)
            {
                found = name.ToUpperInvariant();
                return name[0] == 'a';
            }
        }
        """);

    [Theory]
    [InlineData("_entries.TryUpdate(key, new Entry(old.Value, 5), old);")]
    [InlineData("_entries.TryUpdate(key, old with { Life = 5 }, old);")]
    [InlineData("{|RACE1001:_entries.TryUpdate(key, new Entry(old.Value, old.Life + 5), old)|};")]
    public Task A_new_wrapper_around_what_was_there(string renewal) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Collections.Concurrent;

        public record Entry(string Value, int Life);

        public class Cache
        {
            private readonly ConcurrentDictionary<string, Entry> _entries = new();

            public string? Find(string key)
            {
                if (!_entries.TryGetValue(key, out var old)) return null;
                {{renewal}}
                return old.Value;
            }
        }
        """);

    private static Task InClass(string statements) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Collections.Concurrent;

        public class Counter
        {
            private readonly ConcurrentDictionary<string, int> _hits = new();
            private readonly ConcurrentDictionary<string, int> _other = new();
            private readonly ThreadLocal<Dictionary<string, int>> _perThread = new(() => []);
            private readonly SemaphoreSlim _semaphore = new(1, 1);
            private readonly object _gate = new();

            public void Count(string key, int n)
            {
                {{statements}}
            }

            private void Locked(string key) => _hits[key]++;

            public void Other(string key)
            {
                lock (_gate) Locked(key);
            }
        }
        """);

    [Theory]
    [InlineData("var one = Find(id); if (one == null) return; one.Seen = DateTime.UtcNow; _all[id] = one;")]
    [InlineData("if (!TryFind(id, out var one)) return; one.Seen = DateTime.UtcNow; _all[id] = one;")]
    public Task What_a_helper_found_is_put_back(string body) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Collections.Concurrent;

        public class Session { public DateTime Seen; }

        public class Sessions
        {
            private readonly ConcurrentDictionary<string, Session> _all = new();

            public void Touch(string id)
            {
                {{body}}
            }

            private Session? Find(string id) => _all.TryGetValue(id, out var found) ? found : null;

            private bool TryFind(string id, out Session found) => _all.TryGetValue(id, out found!);
        }
        """);
}

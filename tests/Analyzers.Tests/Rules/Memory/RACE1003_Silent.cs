namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1003 is silent: the value protects itself, somebody protects it, or it belongs to one thread.</summary>
public class RACE1003_Silent
{
    [Theory]
    [InlineData("foreach (var (_, list) in _lists) lock (list) list.Remove(n);")]
    [InlineData("foreach (var (name, _) in _lists) Console.WriteLine(name.Length + n);")]
    [InlineData("foreach (var pair in _totals) pair.Value.Count++;")]
    [InlineData("foreach (var list in _lists.Values) { lock (list) list.Remove(n); }")]
    [InlineData("foreach (var pair in _lists) Console.WriteLine(pair.Value.Count);")]
    [InlineData("foreach (var list in _lists.Values.Select(list => list.ToList())) list.Add(n);")]
    [InlineData("var list = _lists.GetOrAdd(key, _ => []); lock (list) list.Add(n);")]
    [InlineData("lock (_gate) _lists.GetOrAdd(key, _ => []).Add(n);")]
    [InlineData("lock (_gate) _totals[key].Sum += n;")]
    [InlineData("_lists.AddOrUpdate(key, _ => [n], (_, list) => { lock (list) list.Add(n); return list; });")]
    [InlineData("var total = _totals[key]; lock (total) { total.Sum += n; total.Count++; }")]
    [InlineData("var votes = _votes[key]; lock (votes) votes[n]++;")]
    public Task A_lock_is_held(string statements) => Verify.Analyzer<RaceAnalyzer>(RACE1003_Reports.Source(statements));

    [Theory]
    [InlineData("_queues.GetOrAdd(key, _ => new ConcurrentQueue<int>()).Enqueue(n);")]
    [InlineData("_immutable.AddOrUpdate(key, _ => [n], (_, list) => list.Add(n));")]
    [InlineData("Interlocked.Increment(ref _totals[key].Hits);")]
    [InlineData("_lists.AddOrUpdate(key, _ => [n], (_, list) => [.. list, n]);")]
    [InlineData("_totals.AddOrUpdate(key, _ => new Total(), (_, total) => new Total { Sum = total.Sum + n });")]
    [InlineData("Interlocked.Increment(ref _votes[key][n]);")]
    public Task The_value_takes_care_of_itself(string statements) => Verify.Analyzer<RaceAnalyzer>(RACE1003_Reports.Source(statements));

    [Theory]
    [InlineData("_totals[key].Last = DateTime.UtcNow;")]
    [InlineData("if (_totals.TryGetValue(key, out var total)) total.Sum = n;")]
    [InlineData("Console.WriteLine(_totals[key].Sum + n);")]
    [InlineData("var copy = _lists[key].ToList(); copy.Add(n);")]
    [InlineData("var pair = _pairs[key]; pair.Sum += n; Console.WriteLine(pair.Sum);")]
    [InlineData("_perThread.GetOrAdd(Environment.CurrentManagedThreadId, _ => []).Add(n);")]
    [InlineData("if (_lists.TryRemove(key, out var list)) list.Add(n);")]
    [InlineData("var local = new ConcurrentDictionary<string, List<int>>(); local.GetOrAdd(key, _ => []).Add(n);")]
    [InlineData("_votes[key][n] = 1;")]
    [InlineData("var copy = _votes[key].ToArray(); copy[n]++;")]
    [InlineData("var own = new int[5]; own[n]++; _votes[key] = own;")]
    public Task Nothing_is_lost(string statements) => Verify.Analyzer<RaceAnalyzer>(RACE1003_Reports.Source(statements));

    [Fact]
    public Task A_fluent_builder_is_set_up_by_one_thread() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Pipeline
        {
            private readonly ConcurrentDictionary<Type, List<object>> _steps = new();

            public Pipeline Before(Type anchor, object step)
            {
                _steps.GetOrAdd(anchor, _ => []).Add(step);
                return this;
            }
        }
        """);

    [Fact]
    public Task A_list_that_is_replaced_is_not_changed() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Session
        {
            public string? User { get; set; }

            public string[] Guests { get; set; } = [];
        }

        public class Sessions
        {
            private readonly ConcurrentDictionary<string, Session> _open = new();

            public Session Open(string key, string? user)
            {
                var session = _open.GetOrAdd(key, _ => new Session());
                session.User = user;
                if (user is null)
                {
                    session.Guests = Array.Empty<string>();
                }

                return session;
            }
        }
        """);

    [Fact]
    public Task What_belongs_to_a_request_is_changed_by_who_handles_it() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public interface IWebRequest;

        public class Uploads
        {
            private readonly ConcurrentDictionary<IWebRequest, List<string>> _files = new();

            public void Add(IWebRequest request, string file) => _files.GetOrAdd(request, _ => []).Add(file);
        }
        """);

    [Fact]
    public Task A_list_that_is_made_of_what_is_shared_is_nobody_elses() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Room
        {
            public string Name { get; set; } = "";
            public string[] Guests { get; set; } = [];
        }

        public class Rooms
        {
            private readonly ConcurrentDictionary<int, Room> _rooms = new();

            public string[] Without(string name, string guest)
            {
                var room = _rooms.Values.First(room => room.Name == name);
                var guests = room.Guests.ToList();
                guests.Remove(guest);
                return guests.ToArray();
            }
        }
        """);
}

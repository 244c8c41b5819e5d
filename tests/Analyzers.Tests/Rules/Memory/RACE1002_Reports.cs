namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1002 speaks: being the first, or staying within a limit, matters, and both callers believe it.</summary>
public class RACE1002_Reports
{
    [Theory]
    [InlineData("if (!_gates.ContainsKey(key)) {|RACE1002:_gates[key] = new SemaphoreSlim(1, 1)|};")]
    [InlineData("if (!_gates.TryGetValue(key, out var gate)) { gate = new SemaphoreSlim(1, 1); {|RACE1002:_gates[key] = gate|}; } gate.Wait();")]
    [InlineData("if (!_gates.TryGetValue(key, out var gate)) {|RACE1002:_gates[key] = gate = new SemaphoreSlim(1, 1)|}; gate.Wait();")]
    [InlineData("if (!_gates.TryGetValue(key, out var gate)) { gate = new SemaphoreSlim(1, 1); {|RACE1002:_gates.TryAdd(key, gate)|}; } gate.Wait();")]
    [InlineData("if (!_inner.ContainsKey(key)) {|RACE1002:_inner[key] = new ConcurrentDictionary<int, int>()|}; _inner[key][n] = n;")]
    [InlineData("if (!_lists.ContainsKey(key)) {|RACE1002:_lists[key] = new List<int>()|}; lock (_lists[key]) _lists[key].Add(n);")]
    [InlineData("if (!_lists.ContainsKey(key)) {|RACE1002:_lists[key] = []|};")]
    public Task An_object_that_all_must_share_is_made_twice(string statements) => InClass(statements);

    [Theory]
    [InlineData("if (!_seen.ContainsKey(key)) { {|RACE1002:_seen[key] = true|}; Send(key); }")]
    [InlineData("if (_seen.ContainsKey(key)) return; {|RACE1002:_seen[key] = true|}; Send(key);")]
    [InlineData("if (!_seen.ContainsKey(key)) { {|RACE1002:_seen.TryAdd(key, true)|}; Send(key); }")]
    [InlineData("if (!_seen.ContainsKey(key)) { Send(key); {|RACE1002:_seen[key] = true|}; }")]
    [InlineData("if (!_last.TryGetValue(key, out var last) || DateTime.UtcNow - last > TimeSpan.FromMinutes(1)) { {|RACE1002:_last[key] = DateTime.UtcNow|}; Send(key); }")]
    [InlineData("if (!_last.ContainsKey(key)) { {|RACE1002:_last[key] = DateTime.UtcNow|}; Send(key); }")]
    [InlineData("if (!_tries.TryGetValue(key, out var tries)) { {|RACE1002:_tries[key] = 0|}; Send(key); }")]
    public Task Both_claim_to_be_the_first_and_act(string statements) => InClass(statements);

    [Theory]
    [InlineData("if (!_tries.ContainsKey(key)) {|RACE1002:_tries[key] = n|};")]
    [InlineData("if (_tries.ContainsKey(key)) throw new ArgumentException(); {|RACE1002:_tries[key] = n|};")]
    public Task The_first_value_was_to_win(string statements) => InClass(statements);

    [Theory]
    [InlineData("if (!_seen.ContainsKey(key)) { {|RACE1002:_seen[key] = true|}; _jobs.Enqueue(key); }")]
    [InlineData("if (_seen.ContainsKey(key)) return; {|RACE1002:_seen.TryAdd(key, true)|}; _jobs.Enqueue(key);")]
    public Task Both_put_the_same_work_into_a_queue(string statements) => InClass(statements);

    [Theory]
    [InlineData("if (_users.ContainsKey(user.Name)) return Results.Conflict(); {|RACE1002:_users[user.Name] = user|}; return Results.Created();")]
    [InlineData("if (!_users.ContainsKey(user.Name)) { {|RACE1002:_users[user.Name] = user|}; return Results.Created(); } return Results.BadRequest(\"taken\");")]
    [InlineData("if (_users.TryGetValue(user.Name, out var known)) return Results.Ok(known); known = new(user.Name); _users[user.Name] = known; return Results.Ok(known);")]
    [InlineData("if (_users.ContainsKey(user.Name)) return Results.Ok(); _users[user.Name] = new(user.Name); return Results.Created();")]
    public Task Whoever_comes_second_gets_an_error(string body) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Collections.Concurrent;
        using Microsoft.AspNetCore.Http;

        public record User(string Name);

        public class Users
        {
            private readonly ConcurrentDictionary<string, User> _users = new();

            public IResult Add(User user) { {{body}} }
        }
        """, new() { References = ["AspNetCore"] });

    [Theory]
    [InlineData("{|RACE1002:_gauges[name] = gauge|}", "Interlocked.Add(ref _value, by)")]
    [InlineData("{|RACE1002:_gauges.TryAdd(name, gauge)|}", "Interlocked.Increment(ref _value)")]
    [InlineData("_gauges[name] = gauge", "Console.WriteLine(_value)")]
    [InlineData("_gauges[name] = gauge", "Interlocked.CompareExchange(ref _unit, name, null)")]
    public Task An_object_that_counts(string fill, string count) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Collections.Concurrent;

        public class Gauge(string name)
        {
            private long _value;
            private string? _unit;
            public string Name => name;
            public void Add(long by) => {{count}};
        }

        public class Registry
        {
            private readonly ConcurrentDictionary<string, Gauge> _gauges = new();

            public Gauge Of(string name)
            {
                if (_gauges.TryGetValue(name, out var existing)) return existing;
                var gauge = new Gauge(name);
                {{fill}};
                return gauge;
            }
        }
        """);

    [Theory]
    [InlineData("if (_jobs.Count >= 10) throw new InvalidOperationException(\"full\"); {|RACE1002:_jobs.Enqueue(key)|};")]
    [InlineData("if (_tries.Count < 100) {|RACE1002:_tries[key] = n|}; else throw new InvalidOperationException(\"full\");")]
    [InlineData("if (_tries.Count >= 100) throw new InvalidOperationException(\"full\"); if ({|RACE1002:_tries.TryAdd(key, n)|}) Send(key);")]
    public Task A_limit_that_refuses_lets_one_too_many_in(string statements) => InClass(statements);

    [Theory]
    [InlineData("if (!_tries.TryGetValue(key, out var id)) { id = Interlocked.Increment(ref _lastId); {|RACE1002:_tries[key] = id|}; } Send(id.ToString());")]
    [InlineData("if (!_tries.ContainsKey(key)) {|RACE1002:_tries[key] = Random.Shared.Next(n)|};")]
    public Task Every_caller_makes_a_value_of_his_own(string statements) => InClass(statements);

    [Theory]
    [InlineData("if (_last.TryGetValue(key, out var next) && next > DateTime.UtcNow) throw new InvalidOperationException(key); {|RACE1002:_last[key] = DateTime.UtcNow + TimeSpan.FromSeconds(n)|}; Send(key);")]
    [InlineData("if (!_last.TryGetValue(key, out var last)) { {|RACE1002:_last[key] = DateTime.UtcNow.AddSeconds(n)|}; Send(key); }")]
    public Task A_time_from_now_keeps_others_out(string statements) => InClass(statements);

    [Theory]
    [InlineData("if (!_jobs.TryPeek(out var head)) return; Send(head); {|RACE1002:_jobs.TryDequeue(out _)|};")]
    [InlineData("while (_jobs.TryPeek(out var head)) { Send(head); {|RACE1002:_jobs.TryDequeue(out _)|}; }")]
    public Task The_head_of_the_queue_is_another_one_when_it_is_dropped(string statements) => InClass(statements);

    [Theory]
    [InlineData("if (!_jobs.IsEmpty) { {|RACE1002:_jobs.TryDequeue(out var job)|}; Send(job!); }")]
    [InlineData("if (_jobs.Count > 0) { {|RACE1002:_jobs.TryDequeue(out var job)|}; Send(job!); }")]
    [InlineData("while (!_jobs.IsEmpty) { {|RACE1002:_jobs.TryDequeue(out var job)|}; Send(job!); }")]
    public Task The_second_consumer_takes_nothing_and_uses_it(string statements) => InClass(statements);

    [Fact]
    public Task A_fill_is_information_on_request() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Names
        {
            private readonly ConcurrentDictionary<int, string> _names = new();

            public string Of(int n)
            {
                if (!_names.TryGetValue(n, out var name))
                {
                    name = n.ToString();
                    {|RACE1002:_names[n] = name|};
                }

                return name;
            }
        }
        """, new() { GlobalConfig = "racesafe.report_benign = true" });

    private static Task InClass(string statements) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Collections.Concurrent;

        public class Service
        {
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();
            private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, int>> _inner = new();
            private readonly ConcurrentDictionary<string, List<int>> _lists = new();
            private readonly ConcurrentDictionary<string, bool> _seen = new();
            private readonly ConcurrentDictionary<string, DateTime> _last = new();
            private readonly ConcurrentDictionary<string, int> _tries = new();
            private readonly ConcurrentQueue<string> _jobs = new();
            private int _lastId;

            public void Do(string key, int n)
            {
                {{statements}}
            }

            public bool TakeElsewhere(out string? job) => _jobs.TryDequeue(out job);

            private static void Send(string key) => Console.WriteLine(key);
        }
        """);

    [Fact]
    public Task The_queue_of_the_one_that_is_dropped_is_never_emptied() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;
        using System.Threading.Channels;

        public sealed class Topic
        {
            public Channel<string> Messages { get; } = Channel.CreateUnbounded<string>();
        }

        public class Broker
        {
            private readonly ConcurrentDictionary<string, Topic> _topics = new();

            public void Publish(string name, string message)
            {
                if (!_topics.ContainsKey(name)) {|RACE1002:_topics[name] = new Topic()|};
                _topics[name].Messages.Writer.TryWrite(message);
            }
        }
        """);
}

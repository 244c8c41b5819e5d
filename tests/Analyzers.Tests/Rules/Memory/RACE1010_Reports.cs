namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Every way to spell an update of a field that two threads can be in.</summary>
public class RACE1010_Reports
{
    [Theory]
    [InlineData("int", "{|RACE1010:s_n++|};")]
    [InlineData("int", "{|RACE1010:--s_n|};")]
    [InlineData("long", "{|RACE1010:s_n += by|};")]
    [InlineData("uint", "{|RACE1010:s_n -= 2|};")]
    [InlineData("double", "{|RACE1010:s_n *= 1.5|};")]
    [InlineData("decimal", "{|RACE1010:s_n += by|};")]
    [InlineData("byte", "{|RACE1010:s_n++|};")]
    [InlineData("int", "{|RACE1010:s_n = s_n + 1|};")]
    [InlineData("int", "{|RACE1010:s_n = by + s_n|};")]
    [InlineData("int", "var n = s_n; n = n * 2; {|RACE1010:s_n = n|};")]
    [InlineData("int", "var n = s_n; n++; {|RACE1010:s_n = n|};")]
    [InlineData("int", "if (by > 3) {|RACE1010:s_n = s_n + by|}; else {|RACE1010:s_n--|};")]
    [InlineData("int", "for (var i = 0; i < 3; i++) {|RACE1010:s_n++|};")]
    [InlineData("bool", "{|RACE1010:s_n = !s_n|};")]
    [InlineData("bool", "{|RACE1010:s_n ^= true|};")]
    [InlineData("string", "{|RACE1010:s_n += by|};")]
    [InlineData("System.DayOfWeek", "{|RACE1010:s_n |= System.DayOfWeek.Friday|};")]
    [InlineData("int", "if (by > s_n) {|RACE1010:s_n = by|};")]
    [InlineData("int", "if (s_n >= by) {|RACE1010:s_n = by|};")]
    [InlineData("int", "if (by <= s_n) return; {|RACE1010:s_n = by|};")]
    [InlineData("int", "{|RACE1010:s_n = System.Math.Max(s_n, by)|};")]
    [InlineData("int", "{|RACE1010:s_n = by > 3 ? s_n + 1 : s_n - 1|};")]
    [InlineData("(int A, int B)", "{|RACE1010:s_n = (s_n.A + by, s_n.B)|};")]
    [InlineData("System.Collections.Generic.List<int>?", "({|RACE1010:s_n ??= []|}).Add(by);")]
    [InlineData("System.Collections.Generic.List<int>?", "if (s_n == null) {|RACE1010:s_n = new()|}; s_n.Add(by);")]
    [InlineData("object?", "lock ({|RACE1010:s_n ??= new object()|}) { }")]
    public Task A_static_field_changed_from_what_it_was(string type, string body) => Verify.Analyzer<RaceAnalyzer>($$"""
        #nullable enable
        #pragma warning disable CS8618
        public class Hits
        {
            static {{type}} s_n;

            public void Add(int by)
            {
                {{body}}
            }
        }
        """);

    [Fact]
    public Task A_read_hidden_in_a_helper() => Verify.Analyzer<RaceAnalyzer>("""
        public class Hits
        {
            static int s_n;

            static int Current() => s_n;

            public void Add()
            {
                var n = Current();
                {|RACE1010:s_n = n + 1|};
            }
        }
        """);

    [Fact]
    public Task An_auto_property_and_a_nested_object_of_a_singleton() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.Extensions.DependencyInjection;

        public class Stats
        {
            public int Hits;
            public int Misses { get; set; }
        }

        public class Counter
        {
            readonly Stats _stats = new();

            public int Total { get; private set; }

            public void Hit()
            {
                {|RACE1010:Total++|};
                {|RACE1010:_stats.Hits++|};
                {|RACE1010:_stats.Misses += 2|};
            }
        }

        static class Setup
        {
            public static void Add(IServiceCollection services) => services.AddSingleton<Counter>();
        }
        """, new() { References = ["DependencyInjection"] });

    [Theory]
    [InlineData("services.AddSingleton<Counter>();")]
    [InlineData("services.AddSingleton<ICounter, Counter>();")]
    [InlineData("services.AddSingleton<ICounter>(_ => new Counter());")]
    [InlineData("services.AddSingleton<ICounter>(_ => { return new Counter(); });")]
    [InlineData("services.AddSingleton(typeof(ICounter), typeof(Counter));")]
    [InlineData("services.AddSingleton<ICounter>(new Counter());")]
    [InlineData("var counter = new Counter(); services.AddSingleton<ICounter>(counter);")]
    [InlineData("services.TryAddSingleton<Counter>();")]
    [InlineData("services.AddKeyedSingleton<ICounter, Counter>(\"a\");")]
    [InlineData("services.TryAddEnumerable(ServiceDescriptor.Singleton<ICounter, Counter>());")]
    [InlineData("services.AddSingleton<Special>();")]
    public Task A_type_registered_as_a_singleton(string registration) => Verify.Analyzer<RaceAnalyzer>($$"""
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.DependencyInjection.Extensions;

        public interface ICounter { void Hit(); }

        public class Counter : ICounter
        {
            int _n;

            public void Hit() => {|RACE1010:_n++|};
        }

        public class Special : Counter;

        static class Setup
        {
            public static void Add(IServiceCollection services) { {{registration}} }
        }
        """, new() { References = ["DependencyInjection"] });

    [Fact]
    public Task The_message_names_the_evidence_and_its_place() => Verify.Analyzer<RaceAnalyzer>(
        """
        using Microsoft.Extensions.DependencyInjection;

        public class Counter
        {
            int _n;

            public void Hit() => {|#0:_n++|};
        }

        static class Setup
        {
            public static void Add(IServiceCollection services) => services.AddSingleton<Counter>();
        }
        """,
        new()
        {
            References = ["DependencyInjection"],
            Expected = [new Expected("RACE1010").At(0).Saying("Two threads can read '_n' before either writes it back, so one update is lost; 'Counter' is registered as a singleton (Test0.cs:12)")],
        });

    [Fact]
    public Task A_method_of_a_middleware() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.AspNetCore.Http;

        public class CountRequests(RequestDelegate next)
        {
            int _n;

            public Task InvokeAsync(HttpContext context)
            {
                {|RACE1010:_n++|};
                return next(context);
            }
        }
        """, new() { References = ["AspNetCore"] });

    [Fact]
    public Task A_hosted_service_whose_loop_and_public_method_both_count() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        public class Worker : BackgroundService
        {
            int _n;

            public void Poke() => {|RACE1010:_n++|};

            protected override async Task ExecuteAsync(CancellationToken stop)
            {
                while (!stop.IsCancellationRequested)
                {
                    {|RACE1010:_n++|};
                    await Task.Delay(1, stop);
                }
            }
        }

        static class Setup
        {
            public static void Add(IServiceCollection services) => services.AddHostedService<Worker>();
        }
        """, new() { References = ["Hosting"] });

    [Theory]
    [InlineData("Parallel.For(0, 9, i => {|RACE1010:_n++|});")]
    [InlineData("Parallel.ForEach(new[] { 1 }, i => { {|RACE1010:_n += i|}; });")]
    [InlineData("new[] { 1 }.AsParallel().ForAll(i => {|RACE1010:_n += i|});")]
    [InlineData("for (var i = 0; i < 9; i++) Task.Run(() => {|RACE1010:_n++|});")]
    [InlineData("Task.WaitAll(Enumerable.Range(0, 9).Select(_ => Task.Run(() => {|RACE1010:_n++|})).ToArray());")]
    [InlineData("foreach (var i in new[] { 1, 2 }) new Thread(() => {|RACE1010:_n++|}).Start();")]
    [InlineData("foreach (var i in new[] { 1, 2 }) ThreadPool.QueueUserWorkItem(_ => {|RACE1010:_n++|});")]
    [InlineData("foreach (var i in new[] { 1, 2 }) Task.Factory.StartNew(() => {|RACE1010:_n++|});")]
    public Task A_lambda_that_several_threads_run(string body) => Verify.Analyzer<RaceAnalyzer>($$"""
        public class Sum
        {
            int _n;

            public int Count()
            {
                {{body}}
                return _n;
            }
        }
        """);

    [Fact]
    public Task A_task_that_counts_while_callers_count_too() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            int _n;

            public void Start() => Task.Run(() => { while (true) {|RACE1010:_n++|}; });

            public void Add() => {|RACE1010:_n++|};
        }
        """);

    [Theory]
    [InlineData("public void Other() => Interlocked.Increment(ref _b);")]
    [InlineData("readonly object _gate = new(); public void Other() { lock (_gate) _b++; }")]
    [InlineData("readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _d = new(); public void Other() => _d.TryAdd(\"\", 1);")]
    [InlineData("volatile int _v; public void Other() => _v = 3;")]
    public Task A_type_that_makes_its_other_updates_atomically(string sibling) => Verify.Analyzer<RaceAnalyzer>($$"""
        public class Sum
        {
            int _a;
            int _b;

            public void Add() => {|RACE1010:_a++|};

            public int Get() => _a + _b;

            {{sibling}}
        }
        """);

    [Fact]
    public Task A_field_that_is_written_under_a_lock_elsewhere() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            readonly object _gate = new();
            int _n;

            public void Add() { lock (_gate) _n++; }

            public void Remove() => {|RACE1010:_n--|};
        }
        """);

    [Fact]
    public Task A_type_that_is_declared_thread_safe() => Verify.Analyzer<RaceAnalyzer>("""
        [ThreadSafe]
        public class Sum
        {
            int _n;

            public void Add() => {|RACE1010:_n++|};
        }

        class ThreadSafeAttribute : Attribute;
        """);

    [Fact]
    public Task A_private_method_that_a_public_one_calls() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            readonly object _gate = new();
            int _n, _m;

            public void Add() { lock (_gate) _m++; Count(); }

            void Count() => {|RACE1010:_n++|};
        }
        """);

    [Fact]
    public Task A_lock_released_before_the_write() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            static readonly object s_gate = new();
            static int s_n;

            public void Add()
            {
                int n;
                lock (s_gate) n = s_n;
                {|RACE1010:s_n = n + 1|};
            }
        }
        """);

    [Fact]
    public Task A_read_lock_does_not_keep_other_readers_out() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            static readonly ReaderWriterLockSlim s_lock = new();
            static int s_n;

            public void Add()
            {
                s_lock.EnterReadLock();
                try { {|RACE1010:s_n++|}; }
                finally { s_lock.ExitReadLock(); }
            }
        }
        """);

    [Fact]
    public Task A_semaphore_that_lets_several_in() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            static readonly SemaphoreSlim s_four = new(4);
            static int s_n;

            public async Task Add()
            {
                await s_four.WaitAsync();
                try { {|RACE1010:s_n++|}; }
                finally { s_four.Release(); }
            }
        }
        """);
}

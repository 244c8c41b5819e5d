namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Updates of which nobody knows that somebody can get in between, and updates that only one thread makes.</summary>
public class RACE1010_Silent
{
    [Fact]
    public Task A_type_without_any_sign_of_threads() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            int _n;

            public int Total { get; private set; }

            public void Add() { _n++; Total += _n; }
        }
        """);

    [Fact]
    public Task A_scoped_registration() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.Extensions.DependencyInjection;

        public class Sum
        {
            int _n;

            public void Add() => _n++;
        }

        static class Setup
        {
            public static void Add(IServiceCollection services) { services.AddScoped<Sum>(); services.AddTransient<Sum>(); }
        }
        """, new() { References = ["DependencyInjection"] });

    [Fact]
    public Task One_lock_in_a_big_class_is_no_evidence_for_a_field_that_nobody_locks() => Verify.Analyzer<RaceAnalyzer>("""
        public class Message
        {
            readonly object _gate = new();
            int _flags, _a, _b, _c, _state;

            public void SetA() => _a = 1;

            public void SetB() => _b = 2;

            public void SetC() => _c = _a + _b;

            public void Mark() => _flags |= 4;

            public int Flags => _flags;

            public void Complete() { lock (_gate) _state = _c; }
        }
        """);

    [Fact]
    public Task A_once_flag_is_no_evidence_for_the_figures_beside_it() => Verify.Analyzer<RaceAnalyzer>("""
        public class Message
        {
            int _done, _n;

            public void Add() => _n++;

            public bool TryComplete() => Interlocked.Exchange(ref _done, 1) == 0;
        }
        """);

    [Fact]
    public Task Constructors_and_what_only_they_call() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            readonly object _gate = new();
            static int s_n;
            int _n, _m;

            static Sum() => s_n++;

            public Sum() { _n++; Fill(); }

            void Fill() => _n += 2;

            public void Add() { lock (_gate) _m++; }
        }
        """);

    [Fact]
    public Task Every_thread_has_its_own() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            [ThreadStatic] static int t_n;
            static readonly ThreadLocal<Box> s_box = new(() => new());
            static readonly AsyncLocal<Box> s_flow = new();

            public void Add() { t_n++; s_box.Value!.N++; s_flow.Value!.N++; }

            public class Box { public int N; }
        }
        """);

    [Fact]
    public Task An_object_that_nobody_else_has_yet() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            readonly object _gate = new();
            int _n;

            public void Add() { lock (_gate) _n++; }

            public static Sum Create()
            {
                var sum = new Sum();
                sum._n++;
                return sum;
            }
        }
        """);

    [Fact]
    public Task A_struct_belongs_to_whoever_holds_it() => Verify.Analyzer<RaceAnalyzer>("""
        public struct Sum
        {
            static readonly object s_gate = new();
            static int s_m;
            int _n;

            public void Add() { _n++; lock (s_gate) s_m++; }
        }
        """);

    [Fact]
    public Task The_loop_of_a_hosted_service_is_the_only_writer() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        public class Worker : BackgroundService
        {
            int _n;

            public int Count => _n;

            protected override async Task ExecuteAsync(CancellationToken stop)
            {
                while (!stop.IsCancellationRequested)
                {
                    _n++;
                    Step();
                    await Task.Delay(1, stop);
                }
            }

            void Step() => _n += 2;
        }

        static class Setup
        {
            public static void Add(IServiceCollection services) => services.AddHostedService<Worker>();
        }
        """, new() { References = ["Hosting"] });

    [Fact]
    public Task A_single_consumer_of_a_channel() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Threading.Channels;
        using Microsoft.Extensions.DependencyInjection;

        public class Consumer(Channel<int> channel)
        {
            int _n;

            public async Task RunAsync()
            {
                await foreach (var item in channel.Reader.ReadAllAsync()) _n += item;
            }

            public int Total => _n;
        }

        static class Setup
        {
            public static void Add(IServiceCollection services) => services.AddSingleton<Consumer>();
        }
        """, new() { References = ["DependencyInjection"] });

    [Fact]
    public Task A_singletons_start_and_stop() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.Extensions.DependencyInjection;

        public class Sum : IDisposable
        {
            int _starts;

            public void Start() => _starts++;

            public void Dispose() => _starts--;
        }

        static class Setup
        {
            public static void Add(IServiceCollection services) => services.AddSingleton<Sum>();
        }
        """, new() { References = ["DependencyInjection"] });

    [Fact]
    public Task A_task_that_is_the_only_writer() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            int _n;

            public int Count => _n;

            public void Begin() => Task.Run(() => { while (true) _n++; });
        }
        """);

    [Fact]
    public Task A_task_that_is_waited_for() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            int _n;

            public async Task<int> Count()
            {
                await Task.Run(() => _n++);
                _n++;
                return _n;
            }
        }
        """);

    [Fact]
    public Task A_program_that_runs_from_its_main_method() => Verify.Analyzer<RaceAnalyzer>("""
        public static class Program
        {
            static int s_n;

            public static void Main() { s_n++; Step(); }

            static void Step() => s_n++;
        }
        """);

    [Fact]
    public Task A_compare_and_set_loop() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            static int s_n;

            public void Double()
            {
                int old;
                do old = s_n;
                while (Interlocked.CompareExchange(ref s_n, old * 2, old) != old);
            }
        }
        """);

    [Fact]
    public Task A_value_that_does_not_come_from_the_old_one() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            static int s_n, s_m;
            static string s_name = "";

            public void Set(int value) { s_n = value; s_m = s_n + 1; s_name = value.ToString(); }

            public void SetOnce(int value) { if (s_n == 0) s_n = value; }

            public void Close() { if (s_n > 0) s_n = 0; }
        }
        """);

    [Fact]
    public Task A_lazy_value_of_which_two_are_as_good_as_one() => Verify.Analyzer<RaceAnalyzer>("""
        #nullable enable
        public class Sum
        {
            static string? s_text;
            static List<int>? s_none;
            static Uri? s_uri;

            public string Text => s_text ??= "a" + 1;

            public IReadOnlyList<int> None => s_none ??= new List<int>();

            public Uri Uri => s_uri ??= new Uri("http://a");
        }
        """);

    [Fact]
    public Task Double_checked_creation_under_a_lock() => Verify.Analyzer<RaceAnalyzer>("""
        #nullable enable
        public class Sum
        {
            static readonly object s_gate = new();
            static List<int>? s_items;

            public List<int> Items
            {
                get
                {
                    if (s_items == null)
                    {
                        lock (s_gate)
                        {
                            if (s_items == null) s_items = new List<int> { 1 };
                            s_items.Add(2);
                        }
                    }

                    return s_items;
                }
            }
        }
        """);

    [Fact]
    public Task A_base_class_decides_who_calls_an_override() => Verify.Analyzer<RaceAnalyzer>("""
        public abstract class Target
        {
            readonly object _gate = new();

            public void Send() { lock (_gate) Write(); }

            protected abstract void Write();
        }

        public class Count : Target
        {
            int _n;

            protected override void Write() => _n++;

            public void Many() => Interlocked.Increment(ref _n);
        }
        """);

    [Fact]
    public Task Settings_changed_at_start_up() => Verify.Analyzer<RaceAnalyzer>("""
        public static class Setup
        {
            static string s_options = "";

            public static void ConfigureOptions(Func<string, string> change) => s_options = change(s_options);
        }
        """);

    [Fact]
    public Task A_test() => Verify.Analyzer<RaceAnalyzer>("""
        public class FactAttribute : Attribute;

        public class SumTests
        {
            static int s_n;

            [Fact]
            public void Adds() => s_n++;
        }
        """);

    [Fact]
    public Task A_type_declared_single_threaded() => Verify.Analyzer<RaceAnalyzer>("""
        [SingleThreaded]
        public class Sum
        {
            readonly object _gate = new();
            int _n, _m;

            public void Add() { _n++; lock (_gate) _m++; }
        }

        class SingleThreadedAttribute : Attribute;
        """);
}

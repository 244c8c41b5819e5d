namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>What shows that a type's own threads meet, or that there is one object for all.</summary>
public class RACE1010_ReportsThreads
{
    private static string In(string start) => $$"""
        public class Crew
        {
            private readonly System.Threading.Channels.Channel<int> _work = System.Threading.Channels.Channel.CreateUnbounded<int>();
            private int _done;

            public int Begin(int[] items)
            {
                {{start}}
                return 0;
            }

            private void Work(int item) => {|RACE1010:_done++|};

            private async Task Drain()
            {
                await Task.Delay(3);
                {|RACE1010:_done++|};
            }
        }
        """;

    [Theory]
    [InlineData("Parallel.ForEach(items, item => Work(item)); Parallel.ForEach(items, async item => await Drain());")]
    [InlineData("Parallel.ForEach(items, Work); for (var i = 0; i < 4; i++) Task.Run(Drain);")]
    [InlineData("items.AsParallel().ForAll(Work); foreach (var item in items) Task.Run(() => Drain());")]
    [InlineData("foreach (var item in items) new Thread(() => Work(item)).Start(); Task.WaitAll(items.Select(async item => { await Drain(); }).ToArray());")]
    [InlineData("foreach (var item in items) ThreadPool.QueueUserWorkItem(_ => Work(item)); _ = items.Select(item => Task.Run(Drain)).ToList();")]
    public Task A_private_method_started_on_several_threads(string start) => Verify.Analyzer<RaceAnalyzer>(In(start));

    [Theory]
    [InlineData("var all = new List<Task>(); for (var i = 0; i < 9; i++) all.Add(Hits.AddAsync()); await Task.WhenAll(all);")]
    [InlineData("var one = Hits.AddAsync(); var other = Hits.AddAsync(); await one; await other;")]
    [InlineData("await Task.WhenAll(Hits.AddAsync(), Hits.AddAsync());")]
    [InlineData("await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => Hits.AddAsync()));")]
    public Task A_program_that_starts_it_several_times_and_then_waits(string main) => Verify.Analyzer<RaceAnalyzer>($$"""
        public static class Hits
        {
            private static int s_n;

            public static async Task AddAsync()
            {
                await Task.Yield();
                {|RACE1010:s_n++|};
            }
        }

        public static class Program
        {
            public static async Task Main()
            {
                {{main}}
            }
        }
        """);

    [Theory]
    [InlineData("public class Counter : BackgroundService { private int _n; public void Add() => {|RACE1010:_n++|}; protected override Task ExecuteAsync(CancellationToken stop) => Task.CompletedTask; }")]
    [InlineData("public class Counter : DelegatingHandler { private int _n; protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop) { {|RACE1010:_n++|}; return base.SendAsync(request, stop); } }")]
    [InlineData("public sealed class Counter { public static readonly Counter Instance = new(); private Counter() { } private int _n; public void Add() => {|RACE1010:_n++|}; }")]
    [InlineData("public sealed class Counter { private static readonly Lazy<Counter> s_one = new(() => new Counter()); public static Counter Instance => s_one.Value; private Counter() { } private int _n; public void Add() => {|RACE1010:_n++|}; }")]
    [InlineData("public sealed class Counter { private readonly System.Timers.Timer _timer = new(9); private int _n; public Counter() { _timer.Elapsed += (_, _) => {|RACE1010:_n++|}; } public void Add() => {|RACE1010:_n++|}; }")]
    [InlineData("public class Tally { public int Yes; } public static class Poll { public static Tally Count(int[] votes) { var tally = new Tally(); Parallel.ForEach(votes, vote => {|RACE1010:tally.Yes++|}); return tally; } }")]
    [InlineData("public class Tally { public int Yes { get; set; } } public static class Poll { private static readonly Tally s_tally = new(); public static void Vote() => {|RACE1010:s_tally.Yes++|}; }")]
    [InlineData("public struct Tally { public long Yes; } public static class Poll { private static Tally s_tally; public static void Vote() => {|RACE1010:s_tally.Yes++|}; }")]
    [InlineData("public static class Poll { private static readonly int[] s_votes = new int[8]; public static void Vote(int option) => {|RACE1010:s_votes[option]++|}; }")]
    [InlineData("public static class Poll { private static readonly int[] s_votes = new int[8]; public static void Vote(int option) { var n = s_votes[option]; {|RACE1010:s_votes[option] = n + 1|}; } }")]
    [InlineData("public static class Poll { private static int s_votes; private static int Votes { get => s_votes; set => s_votes = value; } public static void Vote() => {|RACE1010:Votes++|}; }")]
    public Task One_object_for_all(string type) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Net.Http;
        using Microsoft.Extensions.Hosting;

        {{type}}
        """, new() { References = ["Hosting"] });

    [Theory]
    [InlineData("public class Throttle : BackgroundService { private int _n; private readonly Timer _timer; public Throttle() => _timer = new Timer(_ => {|RACE1010:_n--|}, null, 9, 9); protected override async Task ExecuteAsync(CancellationToken stop) { while (!stop.IsCancellationRequested) { {|RACE1010:_n++|}; await Task.Delay(9, stop); } } }")]
    [InlineData("public class Throttle : BackgroundService { private int _n; private readonly Timer _timer; public Throttle() => _timer = new(Slower, null, 9, 9); private void Slower(object? state) => {|RACE1010:_n--|}; protected override async Task ExecuteAsync(CancellationToken stop) { while (!stop.IsCancellationRequested) { {|RACE1010:_n++|}; await Task.Delay(9, stop); } } }")]
    [InlineData("public class Pipe { private int _bytes; public Pipe() { new Thread(Read).Start(); new Thread(Write).Start(); } private void Read() => {|RACE1010:_bytes++|}; private void Write() => {|RACE1010:_bytes--|}; }")]
    [InlineData("public class Pipe { private int _bytes; public Pipe() { Task.Run(Read); Task.Run(Write); } private void Read() => Count(1); private void Write() => Count(2); private void Count(int n) => {|RACE1010:_bytes += n|}; }")]
    [InlineData("public sealed class Watch { private readonly FileSystemWatcher _files = new(\"/\"); private static int s_n; public Watch() => _files.Changed += OnChanged; private void OnChanged(object sender, FileSystemEventArgs e) => {|RACE1010:s_n++|}; }")]
    [InlineData("public class Doors { private readonly object _gate = new(); private int _open; public void Open() { lock (_gate) _open++; } public void Close(string name) => {|RACE1010:_open--|}; }")]
    [InlineData("public abstract class Client { private long _sent; protected void Count(int n) => {|RACE1010:_sent += n|}; } public class Mail : Client { public void Send(string text) => Count(text.Length); public static void Add(IServiceCollection services) => services.AddSingleton<Mail>(); }")]
    [InlineData("public readonly record struct Mean(double Sum, int N) { public Mean With(double x) => new(Sum + x, N + 1); } public static class Latency { private static Mean s_mean; public static void Add(double ms) => {|RACE1010:s_mean = s_mean.With(ms)|}; }")]
    public Task Two_threads_of_one_object(string type) => Verify.Analyzer<RaceAnalyzer>($$"""
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        {{type}}
        """, new() { References = ["Hosting"] });
}

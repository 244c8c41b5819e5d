namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>What looks like an object or a method that several threads share, and is not.</summary>
public class RACE1010_SilentThreads
{
    [Theory]
    [InlineData("public class Counter : BackgroundService { private int _n; protected override async Task ExecuteAsync(CancellationToken stop) { while (!stop.IsCancellationRequested) { _n++; await Task.Delay(_n, stop); } } }")]
    [InlineData("public sealed class Counter { private Counter() { } public static Counter Create() => new(); public static readonly Counter Empty = new Counter(); private int _n; public void Add() => _n++; }")]
    [InlineData("public sealed class Counter { public static readonly Counter Zero = new(); private int _n; public void Add() => _n++; }")]
    [InlineData("public class Item : IThreadPoolWorkItem { private readonly object _gate = new(); private int _runs, _queued; public void Queue() { lock (_gate) _queued++; } public void Execute() => _runs++; }")]
    [InlineData("public class Tally { public int Yes { get; set; } } public class Poll { private readonly Tally _tally = new(); public void Vote() => _tally.Yes++; }")]
    [InlineData("public class Poll { private readonly int[] _votes = new int[8]; public void Vote(int option) => _votes[option]++; }")]
    [InlineData("public static class Poll { private static readonly int[] s_votes = new int[8]; public static void Vote(int option) => Interlocked.Increment(ref s_votes[option]); public static void Clear(int option) => s_votes[option] = 0; }")]
    [InlineData("public static class Poll { private static readonly object s_gate = new(); private static readonly int[] s_votes = new int[8]; public static void Vote(int option) { lock (s_gate) s_votes[option]++; } }")]
    [InlineData("public class Chain { private static Func<int, int> s_next = n => n; public static void Wrap() => s_next = n => s_next(n) + 1; }")]
    [InlineData("public class Pipe { private int _bytes; public Pipe() => new Thread(Read).Start(); private void Read() { _bytes++; new Thread(Write).Start(); } private void Write() => _bytes--; }")]
    [InlineData("public class Pipe { private int _bytes; public Pipe() => new Thread(Run).Start(); private void Run() { Read(); Write(); } private void Read() => _bytes++; private void Write() => _bytes--; }")]
    [InlineData("public class Pulse : BackgroundService { private int _n; private readonly Timer _timer; public Pulse() => _timer = new(Tick, null, 9, 9); private void Tick(object? state) => _n++; protected override async Task ExecuteAsync(CancellationToken stop) { while (!stop.IsCancellationRequested) { Console.WriteLine(_n); await Task.Delay(9, stop); } } }")]
    [InlineData("public sealed class Segment { private static Segment? s_spare; private int _flags; private Segment() { } public static Segment Create() { var segment = Interlocked.Exchange(ref s_spare, null) ?? new(); return segment; } public void Trim() => _flags |= 1; public void Recycle() => Interlocked.Exchange(ref s_spare, this); }")]
    [InlineData("public class Snapshot(int n) { public int N => n; } public class Loop { private Snapshot _last = new(0); private void Publish(int n) { var previous = Volatile.Read(ref _last); Interlocked.Exchange(ref _last, new Snapshot(Math.Max(n, previous.N))); } public void Tick(int n) => Publish(n); }")]
    public Task One_at_a_time(string type) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Net.Http;
        using Microsoft.Extensions.Hosting;

        {{type}}
        """, new() { References = ["Hosting"] });
}

namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Captured variables that only one run changes at a time.</summary>
public class RACE1010_SilentCaptured
{
    [Theory]
    [InlineData("int n = 0; foreach (var item in items) n++; await Task.Yield(); return n;")]
    [InlineData("int n = 0; Array.ForEach(items, item => n++); await Task.Yield(); return n;")]
    [InlineData("int n = 0; var doubled = items.Select(item => n += item).ToList(); await Task.Yield(); return n;")]
    [InlineData("int n = 0; await Task.Run(() => n++); n++; return n;")]
    [InlineData("int n = 0; foreach (var item in items) await Task.Run(() => n++); return n;")]
    [InlineData("int n = 0; var a = Task.Run(() => n++); await a; var b = Task.Run(() => n++); await b; return n;")]
    [InlineData("var all = new List<Task>(); foreach (var item in items) { int n = 0; all.Add(Task.Run(() => { n++; use(n); })); } await Task.WhenAll(all); return all;")]
    [InlineData("int n = 0; await Task.WhenAll(items.Select(item => { n++; return Task.Delay(item); })); return n;")]
    [InlineData("int n = 0; await Task.WhenAll(items.Select(async item => { n++; await Task.Delay(item); })); return n;")]
    [InlineData("int n = 0; foreach (var task in items.Select(async item => { await Task.Yield(); n++; })) await task; return n;")]
    [InlineData("int n = 0; Parallel.ForEach(items, item => { var own = 0; own++; use(own); }); await Task.Yield(); return n;")]
    [InlineData("int n = 0; Parallel.ForEach(items, item => Interlocked.Increment(ref n)); await Task.Yield(); return n;")]
    [InlineData("int n = 0; var gate = new object(); Parallel.ForEach(items, item => { lock (gate) n += item; }); await Task.Yield(); return n;")]
    [InlineData("int n = 0; var gate = new SemaphoreSlim(1, 1); await Task.WhenAll(items.Select(async item => { await gate.WaitAsync(); try { n += item; } finally { gate.Release(); } })); return n;")]
    [InlineData("int a = 0, b = 0; Parallel.Invoke(() => a++, () => b++); await Task.Yield(); return a + b;")]
    [InlineData("var sums = new int[items.Length]; Parallel.For(0, items.Length, i => { sums[i] += items[i]; }); await Task.Yield(); return sums;")]
    [InlineData("var sums = new int[4]; for (var t = 0; t < 4; t++) { var id = t; _ = Task.Run(() => { foreach (var item in items) sums[id] += item; }); } await Task.Yield(); return sums;")]
    [InlineData("long n = 0; Parallel.For(0, 9, () => 0L, (i, state, sum) => { sum += i; return sum; }, sum => Interlocked.Add(ref n, sum)); await Task.Yield(); return n;")]
    [InlineData("Parallel.ForEach(items, item => { var max = 0; foreach (var part in new[] { item, item / 2 }) if (part > max) max = part; use(max); }); await Task.Yield(); return 0;")]
    [InlineData("int max = 0; foreach (var item in items) { foreach (var part in new[] { item, item / 2 }) if (part > max) max = part; } await Task.Yield(); return max;")]
    [InlineData("int max = 0; Parallel.ForEach(items, item => { if (item > 7) max = 7; }); await Task.Yield(); return max;")]
    [InlineData("int n = 0; Func<int> next = () => ++n; next(); await Task.Yield(); return next();")]
    [InlineData("int n = 0; var thread = new Thread(() => { for (var i = 0; i < 9; i++) n++; }); thread.Start(); thread.Join(); n++; await Task.Yield(); return n;")]
    [InlineData("int n = 0; await Task.WhenAll(Enumerable.Range(0, 3).Select(i => Task.Run(() => { int mine = i; mine++; use(mine); }))); return n;")]
    public Task A_variable_that_one_run_changes_at_a_time(string body) => Verify.Analyzer<RaceAnalyzer>(RACE1010_ReportsCaptured.In(body));

    [Fact]
    public Task A_parameter_that_a_scoped_service_keeps() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.Extensions.DependencyInjection;

        public class Numbers(int start)
        {
            private readonly int _first = start++;

            public int Next() => start++ - _first;
        }

        public static class Registration
        {
            public static void Add(IServiceCollection services) => services.AddScoped<Numbers>();
        }
        """, new() { References = ["DependencyInjection"] });

    [Fact]
    public Task A_parameter_that_a_singleton_keeps_and_changes_under_a_lock() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.Extensions.DependencyInjection;

        public class Numbers(int start)
        {
            private readonly object _gate = new();

            public int Next()
            {
                lock (_gate) return start++;
            }
        }

        public static class Registration
        {
            public static void Add(IServiceCollection services) => services.AddSingleton(new Numbers(100));
        }
        """, new() { References = ["DependencyInjection"] });
}

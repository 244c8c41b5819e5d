namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Checks that only one thread passes, that are repeated where it matters, or that refuse nobody.</summary>
public class RACE1010_SilentChecks
{
    [Theory]
    [InlineData("if (s_free < count) return false; lock (s_gate) { if (s_free < count) return false; s_free -= count; }")]
    [InlineData("lock (s_gate) { if (s_free < count) return false; s_free -= count; }")]
    [InlineData("if (Interlocked.Read(ref s_used) > 100) return false; if (Interlocked.Add(ref s_used, count) > 100) { Interlocked.Add(ref s_used, -count); return false; }")]
    [InlineData("if (Interlocked.Read(ref s_used) > 100) Console.WriteLine(count); Interlocked.Add(ref s_used, count);")]
    [InlineData("if (!s_running) { s_running = true; Console.WriteLine(\"first\"); }")]
    [InlineData("if (Interlocked.Exchange(ref s_state, 1) == 0) { s_running = true; Task.Run(Loop); }")]
    [InlineData("lock (s_gate) { if (s_running) return false; s_running = true; Task.Run(Loop); }")]
    [InlineData("if (s_worker == null) return false; s_worker = null; Task.Run(Loop);")]
    [InlineData("s_light = count switch { 0 => Light.Green, 1 => Light.Yellow, _ => Light.Red };")]
    [InlineData("s_light = s_running ? Light.Green : Light.Red;")]
    [InlineData("s_id ??= typeof(Account).FullName;")]
    [InlineData("if (s_worker == null) return false; lock (s_gate) { s_worker = new object(); }")]
    [InlineData("if (s_worker is not null) { s_worker = new object(); }")]
    [InlineData("if (Interlocked.Add(ref s_used, count) > 0) { if (Interlocked.Read(ref s_used) > 100) throw new InvalidOperationException(); Interlocked.Add(ref s_used, -count); }")]
    public Task What_only_one_passes_or_nobody_is_refused(string body) => Verify.Analyzer<RaceAnalyzer>(RACE1010_ReportsChecks.In(body));

    [Theory]
    [InlineData("private string? _leader; public void Claim(string node) { if (_leader is not null) throw new InvalidOperationException(); _leader = node; }")]
    [InlineData("private string? _leader; public bool Claim(string node) { if (_leader is not null) return true; _leader = node; return true; }")]
    [InlineData("private string? _leader; public bool Claim(string node) => Interlocked.CompareExchange(ref _leader, node, null) is null;")]
    [InlineData("private bool _taken; public bool Claim() { lock (this) { if (_taken) return false; _taken = true; return true; } }")]
    public Task Misuse_is_kept_out_or_one_alone_gets_through(string members) => Verify.Analyzer<RaceAnalyzer>($$"""
        using Microsoft.Extensions.DependencyInjection;

        public class Election
        {
            {{members}}
        }

        public static class Services
        {
            public static void Add(IServiceCollection services) => services.AddSingleton<Election>();
        }
        """, new() { References = ["DependencyInjection"] });

    [Fact]
    public Task The_initializer_runs_under_the_lock_that_it_is_given() => Verify.Analyzer<RaceAnalyzer>("""
        public class Index
        {
            private object? _index, _sync;
            private bool _built;
            private int _builds, _n;

            public object? All => LazyInitializer.EnsureInitialized(ref _index, ref _built, ref _sync, () => { _builds++; return new object(); });

            public void Count() { lock (this) _n++; }
        }
        """);
}

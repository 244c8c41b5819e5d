namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Checks that two threads can both pass, before an update that is atomic in itself; and values that a condition on the old one chooses.</summary>
public class RACE1010_ReportsChecks
{
    internal static string In(string body) => $$"""
        public enum Light { Red, Green, Yellow }

        public class Account
        {
            private static readonly object s_gate = new();
            private static int s_free;
            private static long s_used;
            private static bool s_running;
            private static int s_state;
            private static Light s_light;
            private static string? s_id;
            private static object? s_worker = new();

            public bool Take(int count)
            {
                {{body}}
                return true;
            }

            public void Give(int count)
            {
                lock (s_gate) s_free += count;
                Interlocked.Add(ref s_used, -count);
            }

            private void Loop() { s_running = false; Thread.Sleep(s_state); }
        }
        """;

    [Theory]
    [InlineData("if (s_free < count) return false; lock (s_gate) { {|RACE1010:s_free -= count|}; }")]
    [InlineData("if (s_free >= count) { lock (s_gate) {|RACE1010:s_free -= count|}; } else throw new InvalidOperationException();")]
    [InlineData("if (Interlocked.Read(ref s_used) + count > 100) return false; {|RACE1010:Interlocked.Add(ref s_used, count)|};")]
    [InlineData("if (Interlocked.Read(ref s_used) >= 100) return false; {|RACE1010:Interlocked.Add(ref s_used, count)|};")]
    [InlineData("if (count > 5) Interlocked.Add(ref s_used, -1); if (Interlocked.Read(ref s_used) >= 100) return false; {|RACE1010:Interlocked.Add(ref s_used, count)|};")]
    [InlineData("while (count-- > 0) { if (count == 3) return true; Interlocked.Decrement(ref s_used); } if (Interlocked.Read(ref s_used) >= 100) return false; {|RACE1010:Interlocked.Add(ref s_used, 1)|};")]
    [InlineData("if (!s_running) { {|RACE1010:s_running = true|}; Task.Run(Loop); }")]
    [InlineData("if (s_running) return false; {|RACE1010:s_running = true|}; new Thread(Loop).Start();")]
    [InlineData("if (s_state == 0) { {|RACE1010:s_state = 1|}; ThreadPool.QueueUserWorkItem(_ => Loop()); }")]
    [InlineData("{|RACE1010:s_light = s_light switch { Light.Red => Light.Green, Light.Green => Light.Yellow, _ => Light.Red }|};")]
    [InlineData("{|RACE1010:s_light = s_light == Light.Red ? Light.Green : Light.Red|};")]
    [InlineData("{|RACE1010:s_id ??= Guid.NewGuid().ToString(\"N\")|};")]
    public Task What_two_threads_both_pass_or_choose(string body) => Verify.Analyzer<RaceAnalyzer>(In(body));

    [Theory]
    [InlineData("private string? _leader; public bool Claim(string node) { if (_leader is not null) return false; {|RACE1010:_leader = node|}; return true; }")]
    [InlineData("private string? _leader; public async Task<bool> Claim(string node) { if (_leader != null) return false; {|RACE1010:_leader = node|}; await Task.Yield(); return true; }")]
    [InlineData("private bool _taken; public bool Claim() { if (_taken) return false; {|RACE1010:_taken = true|}; return true; }")]
    public Task Both_are_told_that_they_were_the_first(string members) => Verify.Analyzer<RaceAnalyzer>($$"""
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
}

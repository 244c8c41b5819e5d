namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Checks that only one thread passes, that are repeated where it matters, or that refuse nobody.</summary>
public class RACE1010_SilentChecks
{
    private static string In(string body) => $$"""
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
    [InlineData("if (s_free < count) return false; lock (s_gate) { if (s_free < count) return false; s_free -= count; }")]
    [InlineData("lock (s_gate) { if (s_free < count) return false; s_free -= count; }")]
    [InlineData("if (Interlocked.Read(ref s_used) > 100) return false; if (Interlocked.Add(ref s_used, count) > 100) { Interlocked.Add(ref s_used, -count); return false; }")]
    [InlineData("if (Interlocked.Read(ref s_used) > 100) Console.WriteLine(count); Interlocked.Add(ref s_used, count);")]
    [InlineData("if (!s_running) { s_running = true; Console.WriteLine(\"first\"); }")]
    [InlineData("if (Interlocked.Exchange(ref s_state, 1) == 0) { s_running = true; Task.Run(Loop); }")]
    [InlineData("lock (s_gate) { if (s_running) return false; s_running = true; Task.Run(Loop); }")]
    [InlineData("s_light = count switch { 0 => Light.Green, 1 => Light.Yellow, _ => Light.Red };")]
    [InlineData("s_light = s_running ? Light.Green : Light.Red;")]
    [InlineData("s_id ??= typeof(Account).FullName;")]
    public Task What_only_one_passes_or_nobody_is_refused(string body) => Verify.Analyzer<RaceAnalyzer>(In(body));
}

namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1004: a factory that two threads may run, where the loser's result needs more than the garbage collector.</summary>
public class RACE1004_Reports
{
    [Theory]
    [InlineData("{|RACE1004:_streams.GetOrAdd(key, k => new FileStream(k, FileMode.Open))|}.Flush();")]
    [InlineData("{|RACE1004:_streams.GetOrAdd(key, k => { var stream = new FileStream(k, FileMode.Open); return stream; })|}.Flush();")]
    [InlineData("{|RACE1004:_tasks.GetOrAdd(key, k => Task.Run(() => k.Length))|}.Wait();")]
    [InlineData("{|RACE1004:_timers.GetOrAdd(key, k => new Timer(_ => Console.WriteLine(k)))|}.Change(1, 1);")]
    [InlineData("{|RACE1004:_sizes.GetOrAdd(key, k => { File.WriteAllText(k, \"\"); return 0; })|}.ToString();")]
    [InlineData("{|RACE1004:_streams.GetOrAdd(key, Open)|}.Flush();")]
    [InlineData("{|RACE1004:_streams.GetOrAdd(key, k => Open(k))|}.Flush();")]
    [InlineData("{|RACE1004:_streams.GetOrAdd(key, k => File.OpenRead(k))|}.Flush();")]
    [InlineData("{|RACE1004:_streams.GetOrAdd(key, k => { Console.WriteLine(k); return File.Open(k, FileMode.Open); })|}.Flush();")]
    public Task It_speaks_of_effects(string statements) => Verify.Analyzer<RaceAnalyzer>(Source(statements));

    internal static string Source(string statements) => $$"""
        using System.Collections.Concurrent;

        public class Resources
        {
            private readonly ConcurrentDictionary<string, FileStream> _streams = new();
            private readonly ConcurrentDictionary<string, Lazy<FileStream>> _lazy = new();
            private readonly ConcurrentDictionary<string, Task<int>> _tasks = new();
            private readonly ConcurrentDictionary<string, Timer> _timers = new();
            private readonly ConcurrentDictionary<string, int> _sizes = new();
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();

            private static FileStream Open(string path) => new(path, FileMode.Open);

            private static SemaphoreSlim CreateGate(string key) => new(key.Length, key.Length);

            private static int Measure(string path)
            {
                using var stream = new FileStream(path, FileMode.Open);
                return (int)stream.Length;
            }

            public void Use(string key)
            {
                {{statements}}
            }
        }
        """;
}

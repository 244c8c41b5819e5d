namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1004 is silent.</summary>
public class RACE1004_Silent
{
    [Theory]
    [InlineData("_lazy.GetOrAdd(key, k => new Lazy<FileStream>(() => new FileStream(k, FileMode.Open))).Value.Flush();")]
    [InlineData("_sizes.GetOrAdd(key, k => k.Length);")]
    [InlineData("_gates.GetOrAdd(key, _ => new SemaphoreSlim(1, 1)).Wait();")]
    [InlineData("_sizes.GetOrAdd(key, k => { using var stream = new FileStream(k, FileMode.Open); return (int)stream.Length; });")]
    [InlineData("_sizes.GetOrAdd(key, k => { using (var stream = new FileStream(k, FileMode.Open)) return (int)stream.Length; });")]
    [InlineData("_sizes.GetOrAdd(key, Measure);")]
    [InlineData("_sizes.GetOrAdd(key, k => { using var stream = File.OpenRead(k); return (int)stream.Length; });")]
    [InlineData("_gates.GetOrAdd(key, k => CreateGate(k)).Wait();")]
    [InlineData("_sizes.GetOrAdd(key, k => Measure(k));")]
    [InlineData("_lazy.GetOrAdd(key, k => new Lazy<FileStream>(() => Open(k))).Value.Flush();")]
    public Task A_second_run_leaves_nothing_behind(string statements) => Verify.Analyzer<RaceAnalyzer>(RACE1004_Reports.Source(statements));

    [Theory]
    [InlineData("_sizes.GetOrAdd(key, File.ReadAllText(key).Length);")]
    [InlineData("lock (_gates) _streams.GetOrAdd(key, k => new FileStream(k, FileMode.Open)).Flush();")]
    [InlineData("var local = new ConcurrentDictionary<string, FileStream>(); local.GetOrAdd(key, k => new FileStream(k, FileMode.Open)).Flush();")]
    public Task There_is_no_second_run(string statements) => Verify.Analyzer<RaceAnalyzer>(RACE1004_Reports.Source(statements));
}

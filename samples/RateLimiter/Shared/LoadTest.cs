using System.Diagnostics;

namespace RateLimiter;

/// <summary>
/// 1000 callers report 100 violations each of one client. The last line of output is for machines: one JSON object with
/// <c>system</c>, <c>store</c>, <c>operations</c>, <c>lost</c> and <c>milliseconds</c>.
/// </summary>
internal static class LoadTest
{
    private const int Callers = 1000;
    private const int CallsEach = 100;
    private const int Operations = Callers * CallsEach;
    private const string Client = "203.0.113.7";

    private static async Task Main()
    {
        // A server under load has more requests in flight than cores.
        ThreadPool.SetMinThreads(16, 16);
        var limiter = new ViolationLimiter(new BusyPolicy(), TimeProvider.System);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < CallsEach; i++) limiter.RecordViolation(Client, "too many requests");
        })));
        watch.Stop();

        // An operation is lost when one of the two counters misses it; the worse of them is reported.
        var lost = Math.Max(Operations - limiter.ViolationsOf(Client), Operations - limiter.Total);
        Console.WriteLine($"{Client}: {limiter.ViolationsOf(Client)} of {Operations} violations counted, total {limiter.Total}, blocked: {limiter.IsBlocked(Client)}");
        await LookAlikesLoseNothingAsync();
        Console.WriteLine($$"""{"system":"RateLimiter","store":"memory","operations":{{Operations}},"lost":{{lost}},"milliseconds":{{watch.ElapsedMilliseconds}}}""");
    }

    private static async Task LookAlikesLoseNothingAsync()
    {
        var serialized = new SerializedLimiter();
        var owner = serialized.RunAsync();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < CallsEach; i++) serialized.Post(Client);
        })));
        serialized.Complete();
        await owner;
        var report = ViolationReport.Summarize(Enumerable.Repeat(Client, Operations));
        Console.WriteLine($"look-alikes: serialized owner {serialized.ViolationsOf(Client)}, private table {report[0].Value}");
        if (serialized.ViolationsOf(Client) != Operations || report[0].Value != Operations) throw new InvalidOperationException("A look-alike lost updates.");
    }

    /// <summary>Gives up the processor where a real policy would look something up: the moment in which others get in between.</summary>
    private sealed class BusyPolicy : IViolationPolicy
    {
        public int Threshold => Operations;

        public TimeSpan BlockFor => TimeSpan.FromMinutes(5);

        public int WeightOf(string reason)
        {
            Thread.Yield();
            return 1;
        }
    }
}

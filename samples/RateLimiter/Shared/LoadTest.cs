using System.Diagnostics;
using Samples;

namespace RateLimiter;

/// <summary>1000 callers report 100 violations each of one client and make 100 requests each as another.</summary>
internal static class LoadTest
{
    private const int Callers = 1000;
    private const int CallsEach = 100;
    private const int Operations = Callers * CallsEach;
    private const string Client = "203.0.113.7";
    private const string Caller = "198.51.100.9";

    private const string Help = "Counts violations and requests from 1000 callers at once, and says how many are lost.";

    private static Task<int> Main(string[] args) => SampleProgram.RunAsync(Help, args, (rest, stop) => rest is [] ? RunAsync(stop) : null);

    private static async Task RunAsync(CancellationToken stop)
    {
        // A server under load has more requests in flight than cores.
        ThreadPool.SetMinThreads(16, 16);
        var limiter = new ViolationLimiter(new BusyPolicy(), new StoppedClock());
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < CallsEach; i++)
            {
                limiter.RecordViolation(Client, "malformed request");
                limiter.TryRequest(Caller);
            }
        }, stop)));
        watch.Stop();

        // An operation is lost when one of the counters misses it; the worst of them is reported.
        var requests = (long)limiter.RequestsOf(Caller);
        var lost = new[] { limiter.ViolationsOf(Client), limiter.Total, requests }.Max(counted => Operations - counted);
        Console.WriteLine($"{Client}: {limiter.ViolationsOf(Client)} of {Operations} violations counted, total {limiter.Total}, {requests} requests, blocked: {limiter.IsBlocked(Client)}");
        await LookAlikesLoseNothingAsync();
        new LoadResult("RateLimiter", "memory", Operations, lost, watch.ElapsedMilliseconds).Print();
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

        public TimeSpan Window => TimeSpan.FromMinutes(1);

        public int RequestsPerWindow => Operations;

        public int WeightOf(string reason)
        {
            Thread.Yield();
            return 1;
        }
    }

    /// <summary>The window does not slide while the load runs, so that what it counts can be compared with what was asked.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}

using System.Diagnostics;
using Samples;
using StackExchange.Redis;

namespace EventStore;

/// <summary>100 callers append 20 events each to one aggregate; then it is replayed.</summary>
internal static class LoadTest
{
    private const int Callers = 100;
    private const int CallsEach = 20;
    private const int Operations = Callers * CallsEach;

    private const string Help = """
        Appends events from 100 callers at once to one aggregate, replays it, and says how many are lost.

        REDIS_URL=redis://host:port or rediss://host:port (TLS) names the server; without it a Garnet is started and ended.
        """;

    private static Task<int> Main(string[] args) => SampleProgram.RunAsync(Help, args, (rest, stop) => rest is [] ? RunAsync(stop) : null);

    private static async Task RunAsync(CancellationToken stop)
    {
        var address = Environment.GetEnvironmentVariable("REDIS_URL");
        using var embedded = string.IsNullOrEmpty(address) ? await EmbeddedGarnet.StartAsync(stop) : null;
        using var connection = await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(embedded?.Address ?? address!));
        var log = new EventLog(connection.GetDatabase());

        var aggregate = $"order-{Guid.NewGuid():N}";
        var totalBefore = await log.TotalAsync();
        var watch = Stopwatch.StartNew();
        var numbers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => AppendAsync(log, aggregate, caller, stop)));
        watch.Stop();

        // An event is lost when another one was stored under its number, or when the total misses it; the worse of them is reported.
        var replayed = await log.ReplayAsync(aggregate);
        var total = await log.TotalAsync() - totalBefore;
        var lost = Operations - Math.Min(replayed.Count, total);
        var distinct = numbers.SelectMany(given => given).Distinct().Count();
        Console.WriteLine($"{Operations} events appended, {distinct} distinct numbers given, {replayed.Count} events replayed, {total} in the total");
        await connection.GetDatabase().KeyDeleteAsync([Keys.Sequence(aggregate), Keys.Events(aggregate)]);
        new LoadResult("EventStore", embedded is null ? "Redis" : "Garnet", Operations, lost, watch.ElapsedMilliseconds).Print();
    }

    private static async Task<List<long>> AppendAsync(EventLog log, string aggregate, int caller, CancellationToken stop)
    {
        var numbers = new List<long>();
        for (var call = 0; call < CallsEach; call++)
        {
            stop.ThrowIfCancellationRequested();
            numbers.Add(await log.AppendAsync(aggregate, $"item {caller}.{call} added"));
        }

        return numbers;
    }
}

using System.Diagnostics;
using StackExchange.Redis;

namespace EventStore;

/// <summary>
/// 100 callers append 20 events each to one aggregate; then it is replayed. The last line of output is for machines: one JSON object with
/// <c>system</c>, <c>store</c>, <c>operations</c>, <c>lost</c> and <c>milliseconds</c>.
/// </summary>
internal static class LoadTest
{
    private const int Callers = 100;
    private const int CallsEach = 20;
    private const int Operations = Callers * CallsEach;

    private static async Task Main()
    {
        var address = Environment.GetEnvironmentVariable("REDIS_URL");
        using var embedded = string.IsNullOrEmpty(address) ? await EmbeddedGarnet.StartAsync() : null;
        using var connection = await ConnectionMultiplexer.ConnectAsync(RedisAddress.Parse(embedded?.Address ?? address!));
        var log = new EventLog(connection.GetDatabase());

        var aggregate = $"order-{Guid.NewGuid():N}";
        var totalBefore = await log.TotalAsync();
        var watch = Stopwatch.StartNew();
        var numbers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => AppendAsync(log, aggregate, caller)));
        watch.Stop();

        // An event is lost when another one was stored under its number, or when the total misses it; the worse of them is reported.
        var replayed = await log.ReplayAsync(aggregate);
        var total = await log.TotalAsync() - totalBefore;
        var lost = Operations - Math.Min(replayed.Count, total);
        var distinct = numbers.SelectMany(given => given).Distinct().Count();
        Console.WriteLine($"{Operations} events appended, {distinct} distinct numbers given, {replayed.Count} events replayed, {total} in the total");
        await connection.GetDatabase().KeyDeleteAsync([Keys.Sequence(aggregate), Keys.Events(aggregate)]);
        Console.WriteLine($$"""{"system":"EventStore","store":"{{(embedded is null ? "Redis" : "Garnet")}}","operations":{{Operations}},"lost":{{lost}},"milliseconds":{{watch.ElapsedMilliseconds}}}""");
    }

    private static async Task<List<long>> AppendAsync(EventLog log, string aggregate, int caller)
    {
        var numbers = new List<long>();
        for (var call = 0; call < CallsEach; call++) numbers.Add(await log.AppendAsync(aggregate, $"item {caller}.{call} added"));
        return numbers;
    }
}

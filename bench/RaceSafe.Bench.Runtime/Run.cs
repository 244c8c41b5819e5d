using System.Diagnostics;
using StackExchange.Redis;

namespace RaceSafe.Bench.Runtime;

/// <summary>What one way did in one slice of time.</summary>
internal readonly record struct Slice(double CallsPerSecond, double P99Microseconds, double BytesPerCall, double RequestsPerCall, long Lost);

/// <summary>Runs all ways of an operation in turn, A B C A B C, so that what the machine does meanwhile meets all of them.</summary>
internal sealed class Run(ConnectionMultiplexer connection, TimeSpan slice, int rounds)
{
    private int _keys;

    public async Task<Slice[][]> MeasureAsync(Operation operation, int callers)
    {
        foreach (var way in operation.Ways) await SliceAsync(operation, way, callers, slice / 2); // warm-up
        var slices = operation.Ways.Select(_ => new List<Slice>()).ToArray();
        for (var round = 0; round < rounds; round++)
            for (var way = 0; way < slices.Length; way++)
                slices[way].Add(await SliceAsync(operation, operation.Ways[way], callers, slice));
        return [.. slices.Select(s => s.ToArray())];
    }

    private async Task<Slice> SliceAsync(Operation operation, Way way, int callers, TimeSpan time)
    {
        var db = connection.GetDatabase();
        var keys = Enumerable.Range(0, operation.Keys).Select(_ => (RedisKey)$"bench:{++_keys}").ToArray();
        foreach (var key in keys) await way.Call(db, key);
        GC.Collect();
        var requests = connection.GetCounters().Interactive.OperationCount;
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var ticks = new List<int>(1 << 17);
            var key = keys[caller % keys.Length];
            while (clock.Elapsed < time)
            {
                var start = Stopwatch.GetTimestamp();
                if (await way.Call(db, key)) ticks.Add((int)(Stopwatch.GetTimestamp() - start));
            }

            return ticks;
        })));
        var elapsed = clock.Elapsed;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes - callers * (1L << 17) * sizeof(int);
        requests = connection.GetCounters().Interactive.OperationCount - requests;

        var calls = latencies.Sum(l => l.Count);
        var sorted = latencies.SelectMany(l => l).Order().ToArray();
        var counted = 0L;
        foreach (var key in keys) counted += await operation.Count(db, key);
        return new(
            calls / elapsed.TotalSeconds, sorted[(int)(sorted.Length * 0.99)] * 1e6 / Stopwatch.Frequency, (double)bytes / calls, (double)requests / calls,
            counted < 0 ? 0 : calls + keys.Length - counted);
    }
}

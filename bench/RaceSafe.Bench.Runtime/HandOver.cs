using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace RaceSafe.Bench.Runtime;

/// <summary>One lock that goes from hand to hand among callers that always want it: how long it lies between two hands, and what that costs.</summary>
internal sealed class HandOver(ConnectionMultiplexer connection, TimeSpan slice, int rounds)
{
    private const int Waiters = 16;

    public async IAsyncEnumerable<string> MeasureAsync()
    {
        var locks = new RedisLockProvider(connection);
        var db = connection.GetDatabase();
        (string Name, Func<RedisKey, Task<Func<Task>>> Take)[] ways =
        [
            ("RaceSafe", async key =>
            {
                var held = await locks.AcquireAsync(key!);
                return async () => await held.DisposeAsync();
            }),
            ("by hand: LockTake every 10–100 ms", async key =>
            {
                var token = Guid.NewGuid().ToString("N");
                while (!await db.LockTakeAsync(key, token, TimeSpan.FromSeconds(30))) await Task.Delay(Random.Shared.Next(10, 100));
                return () => db.LockReleaseAsync(key, token);
            }),
        ];
        var results = ways.Select(_ => (Gaps: new List<double>(), Commands: 0L)).ToArray();
        for (var round = 0; round <= rounds; round++)
            for (var way = 0; way < ways.Length; way++)
            {
                var (gaps, commands) = await SliceAsync(ways[way].Take, $"handover:{round}:{way}");
                if (round > 0) results[way] = ([.. results[way].Gaps, .. gaps], results[way].Commands + commands); // the first is a warm-up
            }

        foreach (var (way, (gaps, commands)) in ways.Zip(results))
        {
            var sorted = gaps.Order().ToArray();
            yield return string.Create(CultureInfo.InvariantCulture,
                $"| {way.Name} | {sorted.Length:N0} | {sorted[sorted.Length / 2]:0.00} | {sorted[(int)(sorted.Length * 0.99)]:0.00} | {(double)commands / sorted.Length:0.0} |");
        }
    }

    private async Task<(List<double> Gaps, long Commands)> SliceAsync(Func<RedisKey, Task<Func<Task>>> take, RedisKey key)
    {
        var gaps = new List<double>(); // changed under the lock only
        var released = 0L;
        var before = Commands();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Waiters).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed < slice)
            {
                var release = await take(key);
                if (released > 0) gaps.Add(Stopwatch.GetElapsedTime(released).TotalMilliseconds);
                await Task.Delay(1); // some work
                released = Stopwatch.GetTimestamp();
                await release();
            }
        })));
        return (gaps, Commands() - before);
    }

    private long Commands() => connection.GetCounters() is var counters ? counters.Interactive.OperationCount + counters.Subscription.OperationCount : 0;
}

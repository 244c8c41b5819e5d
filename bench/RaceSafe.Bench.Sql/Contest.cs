using System.Diagnostics;

namespace RaceSafe.Bench.Sql;

/// <summary>One way to do the job.</summary>
/// <param name="Name">Shown in the table.</param>
/// <param name="RunAsync">One operation of a worker.</param>
/// <param name="IsRight">False for the racy original, whose lost updates are shown and not an error.</param>
internal sealed record Contender(string Name, Func<int, Task> RunAsync, bool IsRight = true);

/// <summary>Runs contenders in turn, round after round, so that a change of the machine's mood meets all of them; the first is the measure.</summary>
/// <param name="page">Gets the rows.</param>
/// <param name="name">Shown in the table.</param>
/// <param name="workers">Concurrent callers.</param>
/// <param name="resetAsync">Sets the counters to zero.</param>
/// <param name="sumAsync">Sum of the counters.</param>
/// <param name="roundTripsAsync">Round trips of one operation; null where there are none.</param>
internal sealed class Contest(Page page, string name, int workers, Func<Task> resetAsync, Func<Task<long>> sumAsync, Func<Contender, Task<double>>? roundTripsAsync = null)
{
    public async Task RunAsync(int rounds, TimeSpan time, params Contender[] contenders)
    {
        var results = contenders.ToDictionary(c => c, _ => new List<Turn>());
        foreach (var contender in contenders) await MeasureAsync(contender, time / 2); // warm-up: prepared statements, pools, JIT
        for (var round = 0; round < rounds; round++)
            foreach (var contender in contenders) results[contender].Add(await MeasureAsync(contender, time));

        foreach (var contender in contenders)
        {
            var turns = results[contender];
            var ratios = turns.Select((t, i) => t.PerSecond / results[contenders[0]][i].PerSecond).Order().ToArray();
            var lost = turns.Sum(t => t.Lost);
            var trips = roundTripsAsync is null ? "" : (await roundTripsAsync(contender)).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
            page.Write(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"| {name} | {contender.Name} | {Median(turns.Select(t => t.PerSecond)):N0} | {ratios[0]:F2} / {Median(ratios):F2} / {ratios[^1]:F2} | "
                + $"{Median(turns.Select(t => t.P99)):F1} | {Median(turns.Select(t => t.Bytes)):N0} | {trips} | {lost:N0} |"));
            if (contender.IsRight && lost != 0) throw new InvalidOperationException($"{contender.Name} lost {lost} updates.");
        }
    }

    private async Task<Turn> MeasureAsync(Contender contender, TimeSpan time)
    {
        await resetAsync();
        var times = new List<double>[workers];
        var allocated = GC.GetTotalAllocatedBytes();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var own = times[worker] = [];
            while (clock.Elapsed < time)
            {
                var start = Stopwatch.GetTimestamp();
                await contender.RunAsync(worker);
                own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        })));
        var elapsed = clock.Elapsed;
        var all = times.SelectMany(t => t).Order().ToArray();
        return new(all.Length / elapsed.TotalSeconds, all[(int)(all.Length * 0.99)], (GC.GetTotalAllocatedBytes() - allocated) / (double)all.Length, all.Length - await sumAsync());
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private readonly record struct Turn(double PerSecond, double P99, double Bytes, long Lost);
}

using System.Diagnostics;
using System.Globalization;

namespace RaceSafe.LockHolder;

/// <summary>Processes that fight for one lock while a random one is killed now and then, and what they did.</summary>
public sealed class Fight
{
    private readonly List<HolderProcess> _all = [];

    /// <summary>Times a process was killed while others went on.</summary>
    public int Kills { get; private set; }

    /// <summary>Every process that was alive at the end has held the lock.</summary>
    public bool AllHadTheirTurn { get; private set; }

    /// <summary>Sections that came to their end, by fence.</summary>
    public int Completed => Sections().Count(s => s.End is not null);

    /// <summary>Sections that were begun.</summary>
    public int Begun => Sections().Count;

    /// <summary>Longest time that the lock lay between two sections; after a kill that is the rest of a lease.</summary>
    public TimeSpan LongestGap => Ordered().Zip(Ordered().Skip(1), (one, next) => Stopwatch.GetElapsedTime(Last(one), next.Begin)).DefaultIfEmpty().Max();

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Begun} sections, {Completed} of them to their end, {Kills} kills, longest gap {LongestGap.TotalMilliseconds:0} ms, {FindError() ?? "no overlap"}");

    /// <summary>How long a fight lasts: so long, or as many seconds as <c>RACESAFE_FIGHT_SECONDS</c> says. 60 is the full length, for which a run in CI has no time.</summary>
    public static TimeSpan Length(double seconds) => TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("RACESAFE_FIGHT_SECONDS"), CultureInfo.InvariantCulture, out var asked) ? asked : seconds);

    /// <summary>Lets them fight.</summary>
    public static async Task<Fight> RunAsync(string locks, string rows, TimeSpan time, int processes = 2)
    {
        var fight = new Fight();
        var name = $"fight {Guid.NewGuid():N}";
        HolderProcess Start()
        {
            var one = HolderProcess.Start("fight", locks, rows, name, TimeSpan.FromMilliseconds(700));
            fight._all.Add(one);
            return one;
        }

        var live = Enumerable.Range(0, processes).Select(_ => Start()).ToArray();
        foreach (var one in live) await one.HearAsync().ConfigureAwait(false);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time;)
        {
            await Task.Delay(Random.Shared.Next(300, 1200)).ConfigureAwait(false);
            var victim = Random.Shared.Next(processes);
            await live[victim].KillAsync().ConfigureAwait(false);
            fight.Kills++;
            live[victim] = Start();
        }

        // The one that was started last has its turn too: the lock is not stuck.
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(20) && !live.All(one => one.Said.Any(line => line[0] == 'E'));)
            await Task.Delay(50).ConfigureAwait(false);
        fight.AllHadTheirTurn = live.All(one => one.Said.Any(line => line[0] == 'E'));
        foreach (var one in live) await one.DisposeAsync().ConfigureAwait(false);
        return fight;
    }

    /// <summary>The first thing that must not be, in words; null when all is well.</summary>
    public string? FindError()
    {
        var sections = Ordered();
        foreach (var (one, next) in sections.Zip(sections.Skip(1)))
        {
            if (one.Fence == next.Fence) return $"two holders with fence {one.Fence}";
            if (next.Begin < Last(one)) return $"fence {next.Fence} began {Last(one) - next.Begin} ticks before fence {one.Fence} ended";
        }

        return _all.SelectMany(p => p.Said).FirstOrDefault(line => line[0] is not ('B' or 'E' or 'L'));
    }

    private static long Last((long Fence, long Begin, long? End, long? Killed) section) => section.End ?? section.Killed ?? section.Begin;

    private List<(long Fence, long Begin, long? End, long? Killed)> Ordered() => [.. Sections().OrderBy(s => s.Fence)];

    private List<(long Fence, long Begin, long? End, long? Killed)> Sections() =>
    [
        .. from process in _all
           let lines = process.Said.Select(line => line.Split(' ')).ToList()
           from begin in lines.Where(l => l[0] == "B")
           let end = lines.FirstOrDefault(l => l[0] == "E" && l[1] == begin[1])
           let lost = lines.Any(l => l[0] == "L" && l[1] == begin[1]) // ended before it noticed: only its order counts
           select (long.Parse(begin[1]), long.Parse(begin[2]), end is null ? (long?)null : long.Parse(end[2]), lost ? null : process.Killed),
    ];
}

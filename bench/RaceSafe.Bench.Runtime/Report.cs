using System.Globalization;
using System.Reflection;
using System.Text;

namespace RaceSafe.Bench.Runtime;

/// <summary>The table: one line per way, the first of an operation compared with the second.</summary>
internal sealed class Report(string command)
{
    private readonly List<(string Name, double Microseconds)> _calls = [];

    private readonly StringBuilder _text = new($"""
        # Performance of the runtime: Redis

        Written by `{command}` on {Environment.ProcessorCount} cores with StackExchange.Redis {typeof(StackExchange.Redis.IDatabase).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}; {Load()} when it began. Server, client and benchmark share one machine; all ways of an operation run in turn, slice by slice, in one process, so what
        the machine does meanwhile meets all of them. *calls/s*, *p99* and *B/call* are medians over the slices; the allocated bytes include the client's. *ratio*, on the line of
        a way, is our calls per second over those of that way, slice by slice: median (least–most); above 1 ours does more. *requests* are what the client sent per call. *lost* are
        updates that were acknowledged and are not in the final value, over all slices.

        | operation | callers | way | calls/s | p99 µs | B/call | requests | ratio | lost |
        |---|---|---|---|---|---|---|---|---|

        """);

    /// <summary>How long a call of an increment with expiry takes, by number of callers.</summary>
    public IReadOnlyList<(string Name, double Microseconds)> Calls => _calls;

    /// <summary>Adds the ways of an operation, one line each.</summary>
    public void Add(Operation operation, int callers, Slice[][] slices)
    {
        if (operation.Name == "increment with expiry") _calls.Add(($"a call with {callers} caller{(callers == 1 ? "" : "s")}", 1e6 / Median(slices[0], s => s.CallsPerSecond)));
        for (var way = 0; way < slices.Length; way++)
        {
            var ratios = slices[0].Zip(slices[way], (ours, theirs) => ours.CallsPerSecond / theirs.CallsPerSecond).Order().ToArray();
            var ratio = way == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{ratios[ratios.Length / 2]:0.00} ({ratios[0]:0.00}–{ratios[^1]:0.00})");
            Add(string.Create(CultureInfo.InvariantCulture,
                $"| {operation.Name} | {callers} | {operation.Ways[way].Name} | {Median(slices[way], s => s.CallsPerSecond):N0} | {Median(slices[way], s => s.P99Microseconds):N0} | {Median(slices[way], s => s.BytesPerCall):N0} | {Median(slices[way], s => s.RequestsPerCall):0.00} | {ratio} | {slices[way].Sum(s => s.Lost):N0} |"));
        }
    }

    /// <summary>Adds the table of the lock that goes from hand to hand.</summary>
    public async Task AddHandOverAsync(IAsyncEnumerable<string> lines)
    {
        _text.AppendLine("""

            ## A lock among 16 that want it

            *p50* and *p99* are the time from the call that releases the lock to the moment the next one has it. *commands* are all that the client sent, per hand-over: releases,
            attempts and subscriptions of all sixteen.

            | way | hand-overs | p50 ms | p99 ms | commands |
            |---|---|---|---|---|
            """);
        await foreach (var line in lines) Add(line);
    }

    /// <summary>Adds the table of what a listener to the meter costs.</summary>
    public void AddListener(IEnumerable<string> lines)
    {
        _text.AppendLine("""

            ## What a listener costs

            The lines that a call has around it for the meter, without the call: one thread, medians (least–most) of nine turns of a million. Beside them what part that is of the calls above of an increment
            with expiry; a call with many callers is the time in which one of theirs is completed.

            | who listens | ns per call | B per call | part of a call |
            |---|---|---|---|
            """);
        foreach (var line in lines) Add(line);
    }

    /// <summary>Adds the table of the operations within the process.</summary>
    public void AddInProcess(IEnumerable<string> lines)
    {
        _text.AppendLine("""

            ## Within the process

            One thread, medians of nine turns of five million calls each, ours and by hand in turn.

            | operation | by hand | ns | ns by hand | difference | B/call |
            |---|---|---|---|---|---|
            """);
        foreach (var line in lines) Add(line);
    }

    /// <summary>Writes the page. What people have written about the targets stays.</summary>
    public void Save(string path)
    {
        _text.AppendLine().AppendLine($"At the end: {Load()}. Where others are at work on the machine the ratios hold, as far as their spread says, and the absolute figures do not.");
        var before = File.Exists(path) ? File.ReadAllText(path) : "";
        var targets = before.IndexOf("\n## Targets", StringComparison.Ordinal);
        File.WriteAllText(path, _text + (targets < 0 ? "" : before[targets..]));
    }

    // What else goes on is part of the result. The bench itself and its server make a load of about 2.
    private static string Load() => File.Exists("/proc/loadavg")
        ? $"load average {string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ').Take(3))} (1, 5, 15 minutes)"
        : "load average unknown";

    private void Add(string line)
    {
        _text.AppendLine(line);
        Console.WriteLine(line);
    }

    private static double Median(Slice[] slices, Func<Slice, double> of) => slices.Select(of).Order().ElementAt(slices.Length / 2);
}

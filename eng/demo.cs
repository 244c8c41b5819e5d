#!/usr/bin/env dotnet
#:project Workbench/RaceSafe.Workbench.csproj
#:property PublishAot=false

using System.Diagnostics;
using RaceSafe.Workbench;

const string help = """
    Shows the whole product on its samples: dotnet run eng/demo.cs -- [options]

      --sample TEXT     only samples whose name contains TEXT
      --help            this text

    Packs the packages into a temporary feed. Then for the 'Before' of each sample: builds a copy with the packages
    (the warnings appear), puts it under load, cures it by 'dotnet format analyzers' alone, builds it again and puts it
    under the same load. A race that no fix can mend is said with the reason; where the load meets it, 'After', mended by
    hand, takes the load instead. REDIS_URL and SAMPLES_POSTGRES name servers instead of the embedded default.
    Leaves nothing behind. Ends with 1 when a cure is missing or loses something.
    """;

string? only = null;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--help" or "-h": Console.WriteLine(help); return 0;
        case "--sample" when i + 1 < args.Length: only = args[++i]; break;
        default: Console.Error.WriteLine($"Unknown or incomplete option '{args[i]}'.\n\n{help}"); return 2;
    }
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };

var samples = SampleCopy.All.Where(name => only is null || name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToList();
if (samples.Count == 0)
{
    Console.Error.WriteLine($"No sample matches '{only}'.");
    return 2;
}

var progress = new Progress(2 + 5 * samples.Count);
var rows = new List<Row>();
LocalFeed? feed = null;
try
{
    await progress.StepAsync("Redis client", () => RedisClientChoice.DecideAsync(stop.Token));
    await progress.StepAsync("Packing", async () =>
    {
        feed = await LocalFeed.PackAsync("Release", build: true, cancellationToken: stop.Token);
        return string.Join(", ", feed.Ids.Select(id => $"{id} {feed.Version}"));
    });
    foreach (var sample in samples) rows.Add(await ShowAsync(sample));
}
catch (Exception e) when (e is InvalidOperationException or OperationCanceledException)
{
    Console.Error.WriteLine(e is OperationCanceledException ? "Stopped." : e.Message);
    return 1;
}
finally
{
    feed?.Dispose();
}

Print(rows);
return rows.All(row => row.Cured) ? 0 : 1;

async Task<Row> ShowAsync(string name)
{
    var watch = Stopwatch.StartNew();
    var sample = SampleCopy.Create(feed!, name);
    var byHand = sample.Announced().Where(one => one.ByHand is not null).ToList();
    IReadOnlyList<Finding> found = [], left = [];
    LoadFigures? before = null, after = null;
    await progress.StepAsync($"{name}: build with the packages", async () =>
    {
        found = await sample.BuildAsync(stop.Token);
        foreach (var finding in found) Console.WriteLine($"  {finding.File}({finding.Line}): {finding.Level} {finding.Id}: {finding.Message}");
        return $"{found.Count} warnings";
    });
    await progress.StepAsync($"{name}: load before", async () => Lost(before = await sample.RunAsync(stop.Token)));
    await progress.StepAsync($"{name}: dotnet format analyzers", async () =>
    {
        await sample.CureAsync(stop.Token);
        return "";
    });
    await progress.StepAsync($"{name}: build again", async () =>
    {
        left = await sample.BuildAsync(stop.Token);
        foreach (var finding in left) Console.WriteLine($"  left: {finding.File}({finding.Line}): {finding.Level} {finding.Id}: {finding.Message}");
        foreach (var one in byHand) Console.WriteLine($"  {one.Id} is cured by hand: {one.ByHand}");
        return $"{left.Count} warnings";
    });
    await progress.StepAsync($"{name}: load after", async () =>
    {
        after = await sample.RunAsync(stop.Token);
        if (after.Lost == 0 || byHand.Count == 0) return Lost(after);
        Console.WriteLine($"  {Lost(after)}: the load meets what is cured by hand, so 'After' takes it");
        var cured = SampleCopy.Create(feed!, name, "After");
        if (await cured.BuildAsync(stop.Token) is { Count: > 0 } warned) throw new InvalidOperationException($"After is warned about: {warned[0]}");
        return Lost(after = await cured.RunAsync(stop.Token));
    });
    return new(before!, after!, found.Count, found.Count - left.Count, byHand.Count, watch.Elapsed);
}

static string Lost(LoadFigures figures) => $"{figures.Lost:N0} of {figures.Operations:N0} lost in {figures.Milliseconds:N0} ms";

static void Print(List<Row> rows)
{
    string[][] table =
    [
        ["system", "store", "warnings", "fixed", "operations", "lost before", "lost after", "time"],
        .. rows.Select(row => new[]
        {
            row.Before.System, row.Before.Store, $"{row.Warnings}", row.ByHand == 0 ? $"{row.Fixed}" : $"{row.Fixed} + {row.ByHand} by hand", $"{row.Before.Operations:N0}",
            $"{row.Before.Lost:N0}", $"{row.After.Lost:N0}", $"{row.Time.TotalSeconds:0.0} s",
        }),
    ];
    var widths = Enumerable.Range(0, table[0].Length).Select(column => table.Max(line => line[column].Length)).ToArray();
    Console.WriteLine();
    foreach (var line in table)
        Console.WriteLine(string.Join("  ", line.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
}

record Row(LoadFigures Before, LoadFigures After, int Warnings, int Fixed, int ByHand, TimeSpan Time)
{
    /// <summary>The race was real, every warning had its cure, and the cure loses nothing.</summary>
    public bool Cured => Before.Lost > 0 && After.Lost == 0 && Warnings > 0 && Fixed + ByHand == Warnings;
}

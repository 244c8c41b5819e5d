using System.Globalization;
using RaceSafe.Bench;
using RaceSafe.Workbench;

const string help = """
    What the rules cost a build: dotnet run -c Release --project bench -- [options]

      --lines N     lines of each generated corpus (50000); the large model has five times as many
      --only TEXT   only the corpora whose description contains TEXT
      --cold N      measured rounds in a new process (5)
      --warm N      measured rounds on a warm compiler server (9)
      --warm-up N   unmeasured rounds before them (5)
      --dry         prints the table and leaves docs/performance.md as it is
      --help        this text

    Rounds are interleaved over the variants, so that a busy moment hits all of them. Compare figures of one run only.
    """;

int lines = 50_000, cold = 5, warm = 9, warmUp = 5;
var (write, only) = (true, "");
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--help" or "-h" or "help": Console.WriteLine(help); return 0;
        case "--dry": write = false; break;
        case "--lines" when i + 1 < args.Length: lines = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
        case "--only" when i + 1 < args.Length: only = args[++i]; break;
        case "--cold" when i + 1 < args.Length: cold = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
        case "--warm-up" when i + 1 < args.Length: warmUp = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
        case "--warm" when i + 1 < args.Length: warm = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
        default: Console.Error.WriteLine($"Unknown or incomplete option '{args[i]}'.\n\n{help}"); return 2;
    }
}

if (Math.Min(Math.Min(lines, cold), warm) < 1 || warmUp < 0)
{
    Console.Error.WriteLine($"--lines, --cold and --warm take numbers from 1, --warm-up from 0.\n\n{help}");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var root = Directory.CreateTempSubdirectory("racesafe-bench-");
var recipes = Recipe.All.Where(recipe => recipe.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToList();
if (recipes.Count == 0)
{
    Console.Error.WriteLine($"No corpus is described by '{only}'. There are: {string.Join("; ", Recipe.All.Select(recipe => recipe.Name))}.");
    return 2;
}
var progress = new Progress((recipes.Count * 4) + 1);
try
{
    var rules = Repository.At("src", "Analyzers", "bin", "Release", "netstandard2.0", "RaceSafe.Analyzers.dll");
    await progress.StepAsync("Build the rules", async () =>
    {
        (await Command.DotnetAsync(Repository.Root, ["build", Repository.At("src", "Analyzers"), "-c", "Release", "-v:q", "-tl:off"], null, stop.Token)).OrThrow();
        return "";
    });
    foreach (var recipe in recipes)
    {
        Corpus corpus = null!;
        await progress.StepAsync($"{recipe.Folder}: generate", async () =>
        {
            corpus = await Corpus.CreateAsync(recipe, lines * recipe.Size, root.FullName, stop.Token);
            return $"{corpus.Lines:N0} lines in {corpus.Files:N0} files";
        });
        var report = new Report(corpus, lines, cold, warm, warmUp);
        var variants = Variant.Of(corpus, rules);
        var costs = variants.ToDictionary(variant => variant, _ => (Cold: new List<Cost>(), Warm: new List<Cost>()));
        await progress.StepAsync($"{recipe.Folder}: cold", async () =>
        {
            for (var round = 0; round < cold; round++)
                foreach (var variant in variants) costs[variant].Cold.Add(await Compiler.ColdAsync(variant, corpus.Folder, stop.Token));
            return "";
        });
        await progress.StepAsync($"{recipe.Folder}: warm", async () =>
        {
            var servers = variants.ToDictionary(variant => variant, _ => new Compiler.Server(corpus.Folder));
            try
            {
                for (var round = -warmUp; round < warm; round++)
                    foreach (var variant in variants)
                    {
                        var cost = await servers[variant].CompileAsync(variant, stop.Token);
                        if (round >= 0) costs[variant].Warm.Add(cost);
                    }
            }
            finally
            {
                foreach (var server in servers.Values) server.Dispose();
            }
            return "";
        });
        await progress.StepAsync($"{recipe.Folder}: time and memory of the rules", async () =>
        {
            report.Add(variants.Select(variant => (variant.Name, costs[variant].Cold, costs[variant].Warm)),
                await RuleTimes.MeasureAsync(corpus, rounds: 3, stop.Token), await Footprint.MeasureAsync(corpus, stop.Token));
            return "";
        });
        Console.WriteLine();
        Console.WriteLine(report);
        if (write) report.WriteTo(Repository.At("docs", "performance.md"));
    }
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return 1;
}
finally
{
    root.Delete(recursive: true);
}

return 0;

using System.Runtime.InteropServices;
using System.Text;

namespace RaceSafe.Bench;

/// <summary>The tables of one corpus, in Markdown: a section of its own in the file, so that another run may replace it alone.</summary>
internal sealed class Report(Corpus corpus, int lines, int cold, int warm, int warmUp)
{
    private readonly StringBuilder _text = new();

    private string Begin => $"<!-- {corpus.Recipe.Folder}: written by bench -->";

    private string End => $"<!-- {corpus.Recipe.Folder}: end -->";

    /// <summary>Fills in what was measured.</summary>
    public void Add(IEnumerable<(string Name, List<Cost> Cold, List<Cost> Warm)> variants, IReadOnlyList<RuleTime> rules, double held)
    {
        var all = variants.ToList();
        var sdk = all.Single(variant => variant.Name == Variant.Sdk);
        _text.AppendLine($"## {corpus.Lines:N0} lines in {corpus.Files:N0} files that {corpus.Recipe.Name}");
        _text.AppendLine();
        _text.AppendLine($"`dotnet run -c Release --project bench -- --only \"{corpus.Recipe.Name}\" --lines {lines} --cold {cold} --warm {warm} --warm-up {warmUp}` on {Environment.ProcessorCount} cores, "
            + $"{RuntimeInformation.OSDescription}, .NET {Environment.Version}{Load()}.");
        _text.AppendLine();
        _text.AppendLine("Seconds of processor time, the least of the interleaved rounds and, in brackets, their median; percentages are against the SDK's own");
        _text.AppendLine($"analyzers. *Cold* is a new compiler process, *warm* a compiler server that has compiled the same {warmUp} times.");
        _text.AppendLine();
        _text.AppendLine("| analyzers | cold CPU | | peak memory | | warm CPU | |");
        _text.AppendLine("|---|---|---|---|---|---|---|");
        foreach (var (name, inColdProcess, onWarmServer) in all)
        {
            var memory = inColdProcess.Min(cost => cost.PeakMemory);
            _text.AppendLine($"| {name} | {Seconds(inColdProcess)} | {Percent(inColdProcess, sdk.Cold)} | {memory:0} MB | {memory - sdk.Cold.Min(cost => cost.PeakMemory):+0;-0;0} MB | {Seconds(onWarmServer)} | {Percent(onWarmServer, sdk.Warm)} |");
        }
        _text.AppendLine();
        _text.AppendLine($"When everything is analysed, the rules hold {held:0.0} MB more than one that is shown every method and says nothing. (The peak of a process moves with the moments in which its collector runs.)");
        _text.AppendLine();
        _text.AppendLine("Time per rule, in one process and on one thread, the least of the rounds; what rules share is counted with the first that asks. Rules not listed");
        _text.AppendLine("took less than half a millisecond.");
        _text.AppendLine();
        _text.AppendLine("| rule | time | findings |");
        _text.AppendLine("|---|---|---|");
        foreach (var rule in rules.Where(rule => rule.Milliseconds >= 0.5 || rule.Findings > 0)) _text.AppendLine($"| {rule.Rule} | {rule.Milliseconds:0.0} ms | {rule.Findings} |");
    }

    /// <summary>Replaces the section of an earlier run in the file and leaves the rest of it alone.</summary>
    public void WriteTo(string file)
    {
        var section = $"{Begin}\n\n{_text.Replace("\r\n", "\n")}\n{End}\n";
        var text = File.Exists(file) ? File.ReadAllText(file) : "# Performance of the rules\n\nWhat the runtime costs is in [performance-runtime.md](performance-runtime.md).\n\n";
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        text = from < 0 || to < from ? text + section : text[..from] + section + text[(to + End.Length)..].TrimStart('\n');
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public override string ToString() => _text.ToString();

    private static string Seconds(List<Cost> costs) => $"{costs.Min(cost => cost.Cpu):0.00} ({Median(costs):0.00})";

    private static string Percent(List<Cost> costs, List<Cost> of) =>
        $"{(costs.Min(cost => cost.Cpu) / of.Min(cost => cost.Cpu) - 1) * 100:+0.0;-0.0;0} %";

    private static double Median(List<Cost> costs) => costs.Select(cost => cost.Cpu).Order().ElementAt(costs.Count / 2);

    private static string Load() => File.Exists("/proc/loadavg") ? $", load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]} at the start" : "";
}

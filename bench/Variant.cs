using System.Globalization;

namespace RaceSafe.Bench;

/// <summary>An analyzer pack to compare with.</summary>
internal sealed record Pack(string Id, string Version);

/// <summary>One set of analyzers, and the response file that compiles a corpus with it.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="ResponseFile">Path of the arguments.</param>
internal sealed record Variant(string Name, string ResponseFile)
{
    public const string Without = "no analyzers";
    public const string Sdk = "SDK";
    public const string Ours = "SDK + RaceSafe";

    public static readonly Pack[] Packs =
    [
        new("Meziantou.Analyzer", "3.0.321"),
        new("Roslynator.Analyzers", "5.0.1"),
        new("SonarAnalyzer.CSharp", "10.36.0.15337"),
    ];

    /// <summary>The variants of a corpus. They differ in nothing but their analyzers and where they write.</summary>
    public static IReadOnlyList<Variant> Of(Corpus corpus, string rules)
    {
        List<string> common = [.. corpus.Arguments.Where(argument => !Is(argument, "analyzer", "a", "out", "refout", "pdb", "doc", "errorlog"))];
        List<string> sdk = [.. corpus.Arguments.Where(argument => Is(argument, "analyzer", "a"))];
        List<(string Name, IEnumerable<string> Analyzers)> sets =
        [
            (Without, []),
            (Sdk, sdk),
            (Ours, sdk.Append($"/analyzer:{rules}")),
            .. Packs.Where(_ => corpus.Recipe.AgainstPacks).Select(pack => ($"SDK + {pack.Id} {pack.Version}", sdk.Concat(AnalyzersOf(corpus, pack)))),
        ];
        return [.. sets.Select((set, i) =>
        {
            var output = Path.Combine(corpus.Folder, $"variant{i}.dll");
            var file = Path.Combine(corpus.Folder, $"variant{i}.rsp");
            File.WriteAllLines(file, common.Concat(set.Analyzers).Append($"/out:{output}").Where(argument => argument != "/noconfig").Select(Quote));
            return new Variant(set.Name, file);
        })];
    }

    // The folder that the SDK would take: the highest roslynX.Y its compiler can load, or the one without a version.
    private static IEnumerable<string> AnalyzersOf(Corpus corpus, Pack pack)
    {
        var folder = Path.Combine(corpus.Packages, pack.Id.ToLowerInvariant(), pack.Version, "analyzers");
        var versioned = Directory.EnumerateDirectories(folder, "roslyn*", SearchOption.AllDirectories)
            .MaxBy(path => Version.Parse(Path.GetFileName(path)["roslyn".Length..]));
        var files = Directory.EnumerateFiles(versioned ?? folder, "*.dll", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".resources.dll", StringComparison.Ordinal)
                && !file.Split(Path.DirectorySeparatorChar).Contains("vb", StringComparer.OrdinalIgnoreCase)).ToList();
        return files.Count > 0 ? files.Select(file => $"/analyzer:{file}") : throw new InvalidOperationException($"No analyzers in {folder}.");
    }

    private static bool Is(string argument, params string[] names) =>
        names.Any(name => argument.StartsWith($"/{name}:", true, CultureInfo.InvariantCulture));

    private static string Quote(string argument) => argument.Contains(' ') && !argument.Contains('"') ? $"\"{argument}\"" : argument;
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace RaceSafe.Workbench;

/// <summary>What a sample's load test says in its last line.</summary>
/// <param name="System">Name of the sample.</param>
/// <param name="Store">Where the state lives.</param>
/// <param name="Operations">How many updates were asked for.</param>
/// <param name="Lost">How many of them left no trace.</param>
/// <param name="Milliseconds">How long they took.</param>
public sealed record LoadFigures(string System, string Store, long Operations, long Lost, long Milliseconds);

/// <summary>A finding that the sources of a sample announce.</summary>
/// <param name="File">Name of the file, without its folder.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Id">Rule.</param>
/// <param name="ByHand">Why no fix is offered for it; null when one is.</param>
public sealed record Announcement(string File, int Line, string Id, string? ByHand);

/// <summary>
/// One half of a sample, Before or After, outside of the checkout, as its owner would have it, with our packages added: it can be built,
/// cured by our fixes alone, and put under load.
/// </summary>
public sealed partial class SampleCopy
{
    private readonly string _folder;
    private readonly string _project;
    private readonly IReadOnlyList<KeyValuePair<string, string?>> _environment;

    private SampleCopy(LocalFeed feed, string name, string half, string folder)
    {
        Name = name;
        (_folder, _environment) = (folder, feed.OwnTemporaryFolder);
        _project = Directory.EnumerateFiles(Path.Combine(folder, name, half), "*.csproj").Single();
    }

    /// <summary>Name of the system.</summary>
    public string Name { get; }

    /// <summary>Names of all samples that have a Before.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Directory.EnumerateDirectories(Repository.At("samples"))
            .Where(folder => Directory.Exists(Path.Combine(folder, "Before")))
            .Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal)];

    /// <summary>Copies a sample to a consumer of the feed and adds the packages.</summary>
    public static SampleCopy Create(LocalFeed feed, string name, string half = "Before")
    {
        var other = half == "Before" ? "After" : "Before";
        var folder = feed.CreateConsumer($"{name}.{half}");
        foreach (var source in new[] { name, "Shared" }.SelectMany(part => Directory.EnumerateFiles(Repository.At("samples", part), "*", SearchOption.AllDirectories)))
        {
            var path = Path.GetRelativePath(Repository.At("samples"), source);
            if (path.Split(Path.DirectorySeparatorChar) is [_, var below, .. var rest] && (below == other || rest is ["bin" or "obj", ..])) continue;
            CopyTo(Path.Combine(folder, path), source);
        }
        CopyTo(Path.Combine(folder, "Directory.Packages.props"), Repository.At("Directory.Packages.props"));
        CopyTo(Path.Combine(folder, "eng", "StackExchangeRedis.generated.props"), Repository.At("eng", "StackExchangeRedis.generated.props"));
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <LangVersion>14</LangVersion>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(feed.Ids.Select(id => $"""<PackageReference Include="{id}" VersionOverride="{feed.Version}" />"""))}
              </ItemGroup>
            </Project>
            """);
        return new(feed, name, half, folder);
    }

    /// <summary>Builds, and returns the findings.</summary>
    /// <exception cref="InvalidOperationException">It does not compile.</exception>
    public async Task<IReadOnlyList<Finding>> BuildAsync(CancellationToken cancellationToken)
    {
        var isRestored = File.Exists(Path.Combine(Path.GetDirectoryName(_project)!, "obj", "project.assets.json"));
        string[] arguments = ["build", _project, "-c", "Release", "--no-incremental", "-v:m", "-tl:off", .. isRestored ? ["--no-restore"] : Array.Empty<string>()];
        return Finding.In((await Command.DotnetAsync(_folder, arguments, null, cancellationToken, _environment).ConfigureAwait(false)).OrThrow());
    }

    /// <summary>Applies our fixes, as <c>dotnet format analyzers</c> does.</summary>
    public async Task CureAsync(CancellationToken cancellationToken) =>
        (await Command.DotnetAsync(
            _folder, ["format", "analyzers", _project, "--severity", "warn", "--no-restore"], null, cancellationToken, _environment).ConfigureAwait(false)).OrThrow();

    /// <summary>Runs the load test of the last build.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="servers">Addresses of servers, as variables of its environment; without them it takes its embedded default.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<LoadFigures> RunAsync(CancellationToken cancellationToken, params IEnumerable<KeyValuePair<string, string?>> servers)
    {
        var built = Path.Combine(Path.GetDirectoryName(_project)!, "bin", "Release", "net10.0", Path.GetFileNameWithoutExtension(_project) + ".dll");
        var run = (await Command.DotnetAsync(
            _folder, [built], null, cancellationToken,
            // The server of the embedded default is a tool of the checkout.
            [.. _environment, new("SAMPLES_TOOLS", Repository.Root), .. servers]).ConfigureAwait(false)).OrThrow();
        var line = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Last(text => text.StartsWith('{'));
        return JsonSerializer.Deserialize<LoadFigures>(line, JsonSerializerOptions.Web)!;
    }

    /// <summary>
    /// The findings that the sources announce: each line that a build should report ends with <c>// RACE</c> and the number; one that no fix is
    /// offered for goes on with <c>by hand:</c> and says why.
    /// </summary>
    public IReadOnlyList<Announcement> Announced() =>
        [.. Directory.EnumerateFiles(_folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .SelectMany(file => File.ReadLines(file).Select((text, i) => (File: Path.GetFileName(file), Line: i + 1, Match: Marker().Match(text))))
            .Where(line => line.Match.Success)
            .Select(line => new Announcement(
                line.File, line.Line, line.Match.Groups["id"].Value, line.Match.Groups["why"] is { Success: true, Value: var why } ? why : null))
            .OrderBy(one => one.File, StringComparer.Ordinal).ThenBy(one => one.Line)];

    [GeneratedRegex(@"// (?<id>RACE\d{4})(?: by hand: (?<why>.+))?$")]
    private static partial Regex Marker();

    private static void CopyTo(string target, string source)
    {
        if (!File.Exists(source)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(source, target);
    }
}

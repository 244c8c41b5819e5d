using System.Text.RegularExpressions;

namespace RaceSafe.Package.Tests;

/// <summary>Somebody's project outside of this repository that restores our packages from the local feed.</summary>
internal sealed partial class Consumer
{
    private readonly string _folder;

    public Consumer(PackedFeed packed, string name, string packageFolder = "packages")
    {
        _folder = packed.Feed.CreateConsumer(name, packageFolder);
        // Stops the search for props files above this folder.
        Write("Directory.Build.props", "<Project />");
    }

    public string At(string path) => Path.Combine(_folder, path);

    public Consumer Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
        return this;
    }

    /// <summary>A library that holds <see cref="RacyCode"/>.</summary>
    public Consumer WriteProject(string name, string items, string properties = "", string? source = null) => Write($"{name}/{name}.csproj", $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            {items}
          </ItemGroup>
        </Project>
        """).Write($"{name}/Code.cs", source ?? RacyCode.Source);

    public Task<CommandResult> BuildAsync(string project, params string[] options) =>
        Command.DotnetAsync(_folder, ["build", project, "-v:m", "-tl:off", .. options]);

    public Task<CommandResult> FormatAsync(string project) =>
        Command.DotnetAsync(_folder, ["format", "analyzers", $"{project}/{project}.csproj", "--severity", "warn", "--no-restore"]);

    /// <summary>The ids of ours in the output of a build that starts with that level, each place once, in the order of lines.</summary>
    public static string[] Reported(CommandResult build, string level = "warning") =>
        [.. Finding().Matches(build.Output)
            .Where(match => match.Groups["level"].Value == level)
            .Select(match => (Line: int.Parse(match.Groups["line"].Value), Id: match.Groups["id"].Value))
            .Distinct()
            .OrderBy(finding => finding.Id, StringComparer.Ordinal)
            .Select(finding => finding.Id)];

    [GeneratedRegex(@"\((?<line>\d+),\d+\): (?<level>warning|error) (?<id>RACE\d{4})")]
    private static partial Regex Finding();
}

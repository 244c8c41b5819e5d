namespace RaceSafe.Package.Tests;

/// <summary>Somebody's project outside of this repository that restores our packages from the local feed.</summary>
internal sealed class Consumer
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

    /// <summary>The ids that a build reports at that level, in order.</summary>
    public static string[] Reported(CommandResult build, string level = "warning") =>
        [.. Finding.In(build).Where(finding => finding.Level == level).Select(finding => finding.Id).Order(StringComparer.Ordinal)];
}

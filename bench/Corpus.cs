using System.Text.Json;
using RaceSafe.Workbench;

namespace RaceSafe.Bench;

/// <summary>
/// A generated project of a given size and the command line with which the SDK would compile it. The files of <c>Corpus/Plain</c> use no
/// store; those of <c>Corpus/Stores</c> use all of them, rightly and wrongly; those of <c>Corpus/Model</c> add up to one database context.
/// </summary>
internal sealed class Corpus
{
    private Corpus(Recipe recipe, string folder, int files, int lines, IReadOnlyList<string> arguments, string packages)
    {
        Recipe = recipe;
        Folder = folder;
        Files = files;
        Lines = lines;
        Arguments = arguments;
        Packages = packages;
    }

    /// <summary>What it is made of.</summary>
    public Recipe Recipe { get; }

    /// <summary>The folder in which its command line runs.</summary>
    public string Folder { get; }

    /// <summary>Files of source.</summary>
    public int Files { get; }

    /// <summary>Lines of source.</summary>
    public int Lines { get; }

    /// <summary>Arguments of the compiler.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The package folder, which also holds the analyzer packs to compare with.</summary>
    public string Packages { get; }

    /// <summary>Writes the sources, restores and captures the command line. Nothing is compiled.</summary>
    public static async Task<Corpus> CreateAsync(Recipe recipe, int lines, string root, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, recipe.Folder)).FullName;
        var (files, written) = WriteSources(folder, recipe, lines);
        await WriteProjectAsync(folder, recipe, cancellationToken).ConfigureAwait(false);
        (await Command.DotnetAsync(folder, ["restore", "-v:q"], null, cancellationToken).ConfigureAwait(false)).OrThrow();

        // The properties of a design-time build: everything is resolved, the compiler is not run, an up-to-date check cannot skip it.
        var query = (await Command.DotnetAsync(folder,
        [
            "msbuild", "-t:Compile", "-getItem:CscCommandLineArgs", "-getProperty:NuGetPackageRoot", "-p:Configuration=Release",
            "-p:DesignTimeBuild=true", "-p:ProvideCommandLineArgs=true", "-p:SkipCompilerExecution=true", "-p:NonExistentFile=__none__",
        ], null, cancellationToken).ConfigureAwait(false)).OrThrow();
        using var answer = JsonDocument.Parse(query.Output);
        var arguments = answer.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!).ToList();
        if (arguments.Count == 0) throw new InvalidOperationException($"The SDK gave no command line for {folder}.");
        return new(recipe, folder, files, written, arguments, answer.RootElement.GetProperty("Properties").GetProperty("NuGetPackageRoot").GetString()!);
    }

    private static (int Files, int Lines) WriteSources(string folder, Recipe recipe, int lines)
    {
        var bundles = recipe.Bundles
            .Select(bundle => bundle.Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(Repository.At("bench", "Corpus", file)))).ToList())
            .ToList();
        var (files, written) = (0, 0);
        for (var part = 1; written < lines; part++)
            foreach (var (file, text) in bundles[part % bundles.Count])
            {
                var source = text.Replace("__N__", part.ToString());
                File.WriteAllText(Path.Combine(folder, $"{file}{part}.cs"), source);
                files++;
                written += source.AsSpan().Count('\n');
            }
        return (files, written);
    }

    private static async Task WriteProjectAsync(string folder, Recipe recipe, CancellationToken cancellationToken)
    {
        foreach (var file in new[] { "Directory.Packages.props", Path.Combine("eng", "StackExchangeRedis.generated.props") })
        {
            if (!File.Exists(Repository.At(file))) continue;
            var target = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Repository.At(file), target);
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "Corpus.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <LangVersion>14</LangVersion>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(recipe.Libraries.Select(id => $"""<PackageReference Include="{id}" />"""))}
                {string.Concat(Variant.Packs.Select(pack => $"""<PackageDownload Include="{pack.Id}" Version="[{pack.Version}]" />"""))}
              </ItemGroup>
            </Project>
            """, cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.props"), "<Project />", cancellationToken).ConfigureAwait(false);
    }
}

using System.Text.Json;
using RaceSafe.Workbench;

namespace RaceSafe.Bench;

/// <summary>
/// A generated project of a given size and the command line with which the SDK would compile it. The files of <c>Corpus/Plain</c> use no
/// store; those of <c>Corpus/Stores</c> use all of them, rightly and wrongly, and are mixed with as many plain ones.
/// </summary>
internal sealed class Corpus
{
    private Corpus(string name, string folder, int lines, IReadOnlyList<string> arguments, string packages)
    {
        Name = name;
        Folder = folder;
        Lines = lines;
        Arguments = arguments;
        Packages = packages;
    }

    /// <summary>What it stands for.</summary>
    public string Name { get; }

    /// <summary>The folder in which its command line runs.</summary>
    public string Folder { get; }

    /// <summary>Lines of source.</summary>
    public int Lines { get; }

    /// <summary>Arguments of the compiler.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The package folder, which also holds the analyzer packs to compare with.</summary>
    public string Packages { get; }

    /// <summary>Writes the sources, restores and captures the command line. Nothing is compiled.</summary>
    public static async Task<Corpus> CreateAsync(string name, bool stores, int lines, string root, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, stores ? "stores" : "plain")).FullName;
        var written = WriteSources(folder, stores, lines);
        await WriteProjectAsync(folder, stores, cancellationToken).ConfigureAwait(false);
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
        return new(name, folder, written, arguments, answer.RootElement.GetProperty("Properties").GetProperty("NuGetPackageRoot").GetString()!);
    }

    private static int WriteSources(string folder, bool stores, int lines)
    {
        var plain = Templates("Plain");
        // Every other file has to do with stores, as in an application that uses many of them.
        var mixed = stores ? Templates("Stores").SelectMany((template, i) => new[] { template, plain[i % plain.Count] }).ToList() : plain;
        var written = 0;
        for (var part = 1; written < lines; part++)
        {
            var (file, text) = mixed[part % mixed.Count];
            var source = text.Replace("__N__", part.ToString());
            File.WriteAllText(Path.Combine(folder, $"{file}{part}.cs"), source);
            written += source.AsSpan().Count('\n');
        }
        return written;
    }

    private static List<(string File, string Text)> Templates(string group) =>
        [.. Directory.EnumerateFiles(Repository.At("bench", "Corpus", group), "*.cs").Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)))];

    private static async Task WriteProjectAsync(string folder, bool stores, CancellationToken cancellationToken)
    {
        foreach (var file in new[] { "Directory.Packages.props", Path.Combine("eng", "StackExchangeRedis.generated.props") })
        {
            if (!File.Exists(Repository.At(file))) continue;
            var target = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Repository.At(file), target);
        }
        string[] libraries = stores
            ? ["StackExchange.Redis", "Microsoft.EntityFrameworkCore.Relational", "Dapper"]
            : [];
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
                {string.Concat(libraries.Select(id => $"""<PackageReference Include="{id}" />"""))}
                {string.Concat(Variant.Packs.Select(pack => $"""<PackageDownload Include="{pack.Id}" Version="[{pack.Version}]" />"""))}
              </ItemGroup>
            </Project>
            """, cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.props"), "<Project />", cancellationToken).ConfigureAwait(false);
    }
}

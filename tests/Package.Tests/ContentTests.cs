using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace RaceSafe.Package.Tests;

[Collection(PackedFeedCollection.Name)]
public sealed class ContentTests(PackedFeed packed)
{
    private const string Analyzers = "RaceSafe.Analyzers";

    [Fact]
    public void The_analyzer_package_holds_exactly_these_files()
    {
        using var package = packed.Open(Analyzers);
        string[] expected =
        [
            "README.md",
            "RaceSafe.Analyzers.nuspec",
            "analyzers/dotnet/roslyn4.14/cs/RaceSafe.Analyzers.dll",
            "analyzers/dotnet/roslyn4.14/cs/RaceSafe.CodeFixes.dll",
            "analyzers/dotnet/roslyn4.8/cs/RaceSafe.Analyzers.dll",
            "buildTransitive/RaceSafe.Analyzers.props",
            "buildTransitive/RaceSafe.Analyzers.targets",
            "config/racesafe_all.globalconfig",
            "config/racesafe_default.globalconfig",
            "config/racesafe_none.globalconfig",
            "config/racesafe_recommended.globalconfig",
            .. packed.Rules().Select(rule => $"docs/rules/{rule.Id}.md").Distinct(),
            "icon.png",
        ];

        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            package.Entries.Select(entry => entry.FullName).Where(IsOurs).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_analyzer_package_is_a_development_dependency_without_dependencies()
    {
        var nuspec = Nuspec(Analyzers);

        Assert.Equal("true", Value(nuspec, "developmentDependency"));
        Assert.Empty(Elements(nuspec, "dependency"));
        Assert.Equal("MIT", Value(nuspec, "license"));
        Assert.Equal("README.md", Value(nuspec, "readme"));
        Assert.Equal("icon.png", Value(nuspec, "icon"));
        Assert.NotNull(Elements(nuspec, "repository").Single().Attribute("commit"));
    }

    [Fact]
    public void The_runtime_package_hands_the_analyzers_on_to_whoever_takes_it()
    {
        var dependency = Elements(Nuspec("RaceSafe.Runtime"), "dependency")
            .First(element => element.Attribute("id")!.Value == Analyzers);

        Assert.Equal(packed.Feed.Version, dependency.Attribute("version")!.Value);
        Assert.Equal("Analyzers,Build,BuildTransitive,ContentFiles,Native", Sorted(dependency.Attribute("include")!.Value));
        Assert.Null(dependency.Attribute("exclude"));
    }

    [Theory]
    [InlineData("roslyn4.8/cs/RaceSafe.Analyzers.dll", "Microsoft.CodeAnalysis", "4.8.0.0")]
    [InlineData("roslyn4.8/cs/RaceSafe.Analyzers.dll", "Microsoft.CodeAnalysis.Workspaces", null)]
    [InlineData("roslyn4.14/cs/RaceSafe.Analyzers.dll", "Microsoft.CodeAnalysis", "4.8.0.0")]
    [InlineData("roslyn4.14/cs/RaceSafe.Analyzers.dll", "Microsoft.CodeAnalysis.Workspaces", null)]
    [InlineData("roslyn4.14/cs/RaceSafe.CodeFixes.dll", "Microsoft.CodeAnalysis", "4.14.0.0")]
    [InlineData("roslyn4.14/cs/RaceSafe.CodeFixes.dll", "Microsoft.CodeAnalysis.Workspaces", "4.14.0.0")]
    public void An_assembly_asks_for_no_newer_compiler_than_its_folder_says(string file, string reference, string? version)
    {
        var references = References(file);

        // A reference that nothing uses yet is not written by the compiler; what is written may not be newer.
        if (version is null) Assert.DoesNotContain(reference, references.Keys);
        else if (references.TryGetValue(reference, out var actual)) Assert.Equal(version, actual.ToString());
    }

    [Theory]
    [InlineData("roslyn4.8/cs/RaceSafe.Analyzers.dll")]
    [InlineData("roslyn4.14/cs/RaceSafe.Analyzers.dll")]
    [InlineData("roslyn4.14/cs/RaceSafe.CodeFixes.dll")]
    public void An_assembly_brings_no_third_party_reference_and_its_own_symbols(string file)
    {
        string[] hosts = ["netstandard", "Microsoft.CodeAnalysis", "System.", "RaceSafe."];

        Assert.All(References(file).Keys, name => Assert.Contains(hosts, host => name.StartsWith(host, StringComparison.Ordinal)));
        using var image = Image(file);
        var kinds = image.ReadDebugDirectory().Select(entry => entry.Type).ToList();
        Assert.Contains(DebugDirectoryEntryType.EmbeddedPortablePdb, kinds);
        Assert.Contains(DebugDirectoryEntryType.Reproducible, kinds);
    }

    private Dictionary<string, Version> References(string file)
    {
        using var image = Image(file);
        var metadata = image.GetMetadataReader();
        return metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
            .ToDictionary(reference => metadata.GetString(reference.Name), reference => reference.Version);
    }

    private PEReader Image(string file)
    {
        using var package = packed.Open(Analyzers);
        var copy = new MemoryStream();
        using (var content = package.GetEntry("analyzers/dotnet/" + file)!.Open()) content.CopyTo(copy);
        copy.Position = 0;
        return new PEReader(copy);
    }

    private XDocument Nuspec(string id)
    {
        using var package = packed.Open(id);
        using var content = package.GetEntry(id + ".nuspec")!.Open();
        return XDocument.Load(content);
    }

    private static IEnumerable<XElement> Elements(XDocument nuspec, string name) =>
        nuspec.Descendants().Where(element => element.Name.LocalName == name);

    private static string Value(XDocument nuspec, string name) => Elements(nuspec, name).Single().Value;

    private static string Sorted(string list) => string.Join(",", list.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal));

    private static bool IsOurs(string file) => !file.StartsWith("_rels/", StringComparison.Ordinal)
        && !file.StartsWith("package/", StringComparison.Ordinal) && file != "[Content_Types].xml";
}

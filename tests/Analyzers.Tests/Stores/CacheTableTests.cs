using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Tests.Stores;

/// <summary>The tables say what the libraries say: every member exists, and so does every parameter it is said to have.</summary>
public sealed class CacheTableTests
{
    private static readonly ILookup<string, string> Facts = typeof(References).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().ToLookup(fact => fact.Key, fact => fact.Value ?? "");

    private static readonly Lazy<Compilation> Libraries = new(() => CSharpCompilation.Create("Libraries", references:
    [
        .. Directory.GetFiles(Folder("Microsoft.NETCore.App.Ref", Facts["net10.0/Microsoft.NETCore.App.Ref"].First(), "ref/net10.0"), "*.dll").Select(Reference),
        .. Directory.GetFiles(Folder("Microsoft.AspNetCore.App.Ref", Facts["net10.0/Microsoft.AspNetCore.App.Ref"].First(), "ref/net10.0"), "Microsoft.AspNetCore.Http*.dll").Select(Reference),
        Reference(Path.Combine(Library("Microsoft.Extensions.Caching.Abstractions"), "Microsoft.Extensions.Caching.Abstractions.dll")),
        Reference(Path.Combine(Library("StackExchange.Redis"), "StackExchange.Redis.dll")),
    ]));

    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var type in Tables().SelectMany(table => table.Types))
            foreach (var member in type.Rows.Keys) rows.Add(type.MetadataName, member);
        return rows;
    }

    [Theory, MemberData(nameof(Rows))]
    public void Every_member_of_a_table_is_a_member_of_the_library_with_those_parameters(string typeName, string memberName)
    {
        var type = Libraries.Value.GetTypeByMetadataName(typeName);
        Assert.NotNull(type);
        var overloads = type.GetMembers(memberName).OfType<IMethodSymbol>().ToList();
        Assert.NotEmpty(overloads);
        foreach (var spec in Tables().SelectMany(table => table.Types).Single(row => row.MetadataName == typeName).Rows[memberName])
        {
            foreach (var (role, names) in Named(spec))
                Assert.True(overloads.Any(overload => overload.Parameters.Any(parameter => names.Contains(parameter.Name))), $"{memberName}: no parameter is the {role}");
        }
    }

    [Fact]
    public void A_library_that_is_not_referenced_costs_nothing()
    {
        var catalogue = Catalogue.Create(CSharpCompilation.Create("Empty"), StoreTables.All);
        Assert.Empty(catalogue.TellingNames);
        Assert.False(catalogue.HasMember("StringGet"));
    }

    /// <summary>
    /// Not among them: <see cref="CacheLibrariesTable"/>. The packages of FusionCache, EasyCaching, Foundatio, LazyCache and CacheManager cannot be
    /// restored where these tests run, so that the names in that table are as their documentation has them, and unchecked.
    /// </summary>
    private static IEnumerable<StoreTable> Tables() => [new CachingTable(), new RedisTable()];

    private static IEnumerable<(string Role, ImmutableNames Names)> Named(AccessSpec spec) => new[]
    {
        ("key", spec.Key), ("key under the key", spec.SubKey), ("value", spec.Value), ("expected value", spec.Expected), ("out value", spec.Out),
        ("condition", spec.Condition), ("time to live", spec.Ttl), ("factory", spec.Factories),
    }.Where(pair => !pair.Item2.IsEmpty);

    private static string Library(string package) =>
        Directory.GetDirectories(Folder(package, Facts[package].First(), "lib")).Where(folder => Path.GetFileName(folder) is "net10.0" or "net8.0").Order().First();

    private static string Folder(string package, string version, string inside) =>
        Path.Combine(Facts["NuGetPackageRoot"].First(), package.ToLowerInvariant(), version, inside);

    private static MetadataReference Reference(string path) => MetadataReference.CreateFromFile(path);
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace RaceSafe.Testing.Analyzers;

/// <summary>The real assemblies behind the names that a test uses. The build says where they are.</summary>
public static class References
{
    private static readonly string[] Extensions =
    [
        "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options", "Microsoft.Extensions.Primitives",
    ];

    private static readonly string[] Caching =
        ["Microsoft.Extensions.Caching.Abstractions", "Microsoft.Extensions.Caching.Memory", .. Extensions];

    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Caching"] = Caching,
        ["Dapper"] = ["Dapper"],
        ["DependencyInjection"] = Extensions,
        ["EFCore"] =
        [
            "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Abstractions", "Microsoft.EntityFrameworkCore.Relational",
            .. Caching,
        ],
        ["Hosting"] = ["Microsoft.Extensions.Hosting.Abstractions", .. Extensions],
        ["Microsoft.Data.SqlClient"] = ["Microsoft.Data.SqlClient"],
        ["Microsoft.Data.Sqlite"] = ["Microsoft.Data.Sqlite.Core"],
        ["Npgsql"] = ["Npgsql", "Microsoft.Extensions.Logging.Abstractions"],
        ["StackExchange.Redis"] = ["StackExchange.Redis", "Microsoft.Extensions.Logging.Abstractions"],
    };

    /// <summary>Our own runtime, by name, from the output of the test project that references it.</summary>
    private static readonly Dictionary<string, string> Own = new()
    {
        ["Runtime"] = "RaceSafe.Runtime.dll",
        ["Runtime.Redis"] = "RaceSafe.Runtime.Redis.dll",
        ["Runtime.Sql"] = "RaceSafe.Runtime.Sql.dll",
        ["Runtime.EntityFrameworkCore"] = "RaceSafe.Runtime.EntityFrameworkCore.dll",
    };

    private static readonly ImmutableDictionary<string, string> FromBuild = typeof(References).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().ToImmutableDictionary(fact => fact.Key, fact => fact.Value ?? "");

    private static readonly ConcurrentDictionary<string, MetadataReference> Loaded = new();

    /// <summary>Every name that <see cref="Setup.References"/> takes.</summary>
    public static IEnumerable<string> Names => Packages.Keys.Concat(Own.Keys).Append("AspNetCore").Order();

    internal static IEnumerable<MetadataReference> Resolve(string framework, IEnumerable<string> names) =>
        Pack("Microsoft.NETCore.App.Ref", framework)
            .Concat(names.SelectMany(name => Files(name, framework)))
            .DistinctBy(Path.GetFileName)
            .Select(path => Loaded.GetOrAdd(path, file => MetadataReference.CreateFromFile(file)));

    private static IEnumerable<string> Files(string name, string framework)
    {
        if (name == "AspNetCore") return Pack("Microsoft.AspNetCore.App.Ref", framework);
        if (Packages.TryGetValue(name, out var packages)) return packages.SelectMany(package => Library(package, framework));
        if (!Own.TryGetValue(name, out var file))
            throw new VerificationException($"No reference is called '{name}'. There are: {string.Join(", ", Names)}.");
        var path = Path.Combine(AppContext.BaseDirectory, file);
        return File.Exists(path) ? [path] : throw new VerificationException($"'{name}': the test project does not reference {file}.");
    }

    private static string[] Pack(string pack, string framework) =>
        FromBuild.TryGetValue($"{framework}/{pack}", out var version)
            ? Directory.GetFiles(Path.Combine(Package(pack, version), "ref", framework), "*.dll")
            : throw new VerificationException($"No framework is called '{framework}'.");

    private static string[] Library(string package, string framework)
    {
        var lib = Path.Combine(Package(package, FromBuild[package]), "lib");
        string[] fallbacks = framework == "net10.0"
            ? ["net10.0", "net9.0", "net8.0", "netstandard2.1", "netstandard2.0"]
            : ["net8.0", "netstandard2.1", "netstandard2.0"];
        var folder = fallbacks.Select(name => Path.Combine(lib, name)).FirstOrDefault(Directory.Exists);
        return folder is null ? throw new VerificationException($"{package} has nothing for {framework}.") : Directory.GetFiles(folder, "*.dll");
    }

    private static string Package(string id, string version) =>
        Path.Combine(FromBuild["NuGetPackageRoot"], id.ToLowerInvariant(), version);
}

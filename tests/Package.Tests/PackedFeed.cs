using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RaceSafe.Package.Tests;

/// <summary>The packages of this checkout, packed once for all tests.</summary>
public sealed class PackedFeed : IAsyncLifetime
{
    public LocalFeed Feed { get; private set; } = null!;

    public async Task InitializeAsync() => Feed = await LocalFeed.PackBuiltAsync();

    public Task DisposeAsync()
    {
        Feed.Dispose();
        return Task.CompletedTask;
    }

    public ZipArchive Open(string id) => ZipFile.OpenRead(Feed.PackageFile(id));

    /// <summary>Every rule that the packed assembly brings, as the compiler would see it.</summary>
    public IReadOnlyList<DiagnosticDescriptor> Rules()
    {
        var file = Path.Combine(Path.GetDirectoryName(Feed.Packages)!, "RaceSafe.Analyzers.dll");
        if (!File.Exists(file))
        {
            using var package = Open("RaceSafe.Analyzers");
            package.GetEntry("analyzers/dotnet/roslyn4.14/cs/RaceSafe.Analyzers.dll")!.ExtractToFile(file);
        }
        return [.. System.Reflection.Assembly.Load(File.ReadAllBytes(file)).GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .SelectMany(type => ((DiagnosticAnalyzer)Activator.CreateInstance(type)!).SupportedDiagnostics)
            .Where(rule => rule.Id.StartsWith("RACE", StringComparison.Ordinal))
            .Distinct()
            .OrderBy(rule => rule.Id, StringComparer.Ordinal)];
    }
}

/// <summary>Tests of this collection share one packed feed.</summary>
[CollectionDefinition(Name)]
public sealed class PackedFeedCollection : ICollectionFixture<PackedFeed>
{
    public const string Name = "packed feed";
}

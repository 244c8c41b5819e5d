namespace RaceSafe.Workbench;

/// <summary>
/// Our packages in a folder, and beside it the places where consumers of that folder live. Nothing reaches the user's package cache:
/// a consumer restores into its own. Disposing removes all of it.
/// </summary>
public sealed class LocalFeed : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("racesafe-");

    private LocalFeed()
    {
        Directory.CreateDirectory(Packages);
        Directory.CreateDirectory(Temporary);
    }

    /// <summary>Folder of the feed.</summary>
    public string Packages => Path.Combine(_folder.FullName, "feed");

    /// <summary>Variables for programs: what they keep in the temporary folder goes with the feed. (Each compiler leaves two empty folders there.)</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> OwnTemporaryFolder => [new("TMPDIR", Temporary), new("TMP", Temporary), new("TEMP", Temporary)];

    /// <summary>Version of our packages in it.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Ids of our packages in it.</summary>
    public IReadOnlyList<string> Ids { get; private set; } = [];

    /// <summary>Packs what the build that made this assembly has made of the packages, in its configuration.</summary>
    public static Task<LocalFeed> PackBuiltAsync() => PackAsync(
#if DEBUG
        "Debug",
#else
        "Release",
#endif
        build: false);

    /// <summary>Packs every package of the checkout.</summary>
    /// <param name="configuration">Debug or Release.</param>
    /// <param name="build">False packs what an earlier build left.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<LocalFeed> PackAsync(string configuration, bool build, CancellationToken cancellationToken = default)
    {
        var feed = new LocalFeed();
        try
        {
            // One build for all: what several packages need is built once.
            var all = Path.Combine(feed._folder.FullName, "packages.proj");
            await File.WriteAllTextAsync(all, $"""
                <Project>
                  <ItemGroup><Packed Include="{string.Join(';', PackableProjects())}" /></ItemGroup>
                  <Target Name="Restore"><MSBuild Projects="@(Packed)" Targets="Restore" /></Target>
                  <Target Name="Pack"><MSBuild Projects="@(Packed)" Targets="Pack" BuildInParallel="true" /></Target>
                </Project>
                """, cancellationToken).ConfigureAwait(false);
            string[] arguments =
            [
                "msbuild", all, "-t:Pack", $"-p:Configuration={configuration}", $"-p:PackageOutputPath={feed.Packages}", "-v:q", "-tl:off",
                // The build of the solution looks at the sources; here they are only made into packages.
                .. build ? ["-restore", "-p:RunAnalyzers=false"] : new[] { "-p:NoBuild=true" },
            ];
            (await Command.DotnetAsync(Repository.Root, arguments, null, cancellationToken, feed.OwnTemporaryFolder).ConfigureAwait(false)).OrThrow();
            const string analyzers = "RaceSafe.Analyzers.";
            var package = Directory.EnumerateFiles(feed.Packages, analyzers + "*.nupkg").Single();
            feed.Version = Path.GetFileNameWithoutExtension(package)[analyzers.Length..];
            feed.Ids = [.. Directory.EnumerateFiles(feed.Packages, "*.nupkg")
                .Select(file => Path.GetFileNameWithoutExtension(file)[..^(feed.Version.Length + 1)])
                .Order(StringComparer.Ordinal)];
            return feed;
        }
        catch
        {
            feed.Dispose();
            throw;
        }
    }

    /// <summary>Path of a package in the feed.</summary>
    public string PackageFile(string id) => Path.Combine(Packages, $"{id}.{Version}.nupkg");

    /// <summary>An empty folder whose projects restore from this feed besides the user's own sources.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="packageFolder">Consumers that name the same package folder share restored packages; a new name starts empty.</param>
    public string CreateConsumer(string name, string packageFolder = "packages")
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, "consumers", name)).FullName;
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="{Path.Combine(_folder.FullName, packageFolder)}" />
              </config>
              <packageSources>
                <add key="racesafe-local" value="{Packages}" />
              </packageSources>
            </configuration>
            """);
        return folder;
    }

    /// <summary>Removes the feed and its consumers.</summary>
    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A virus scanner or an indexer may hold a file for a moment; the system's temporary folder is cleaned by its owner.
        }
    }

    private string Temporary => Path.Combine(_folder.FullName, "tmp");

    private static IEnumerable<string> PackableProjects() =>
        Directory.EnumerateFiles(Repository.At("src", "Package"), "*.csproj")
            .Concat(Directory.EnumerateFiles(Repository.At("src", "Runtime"), "*.csproj", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal);
}

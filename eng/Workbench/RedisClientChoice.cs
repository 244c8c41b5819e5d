namespace RaceSafe.Workbench;

/// <summary>
/// Which StackExchange.Redis client this machine's package sources can serve. The modern one needs RESPite, which not every feed has; the
/// old one needs nothing. The answer is written once, for <c>Directory.Packages.props</c> to import; delete the file to ask again.
/// </summary>
public static class RedisClientChoice
{
    private const string Modern = "3.4.35";
    private const string WithoutDependencies = "1.2.6";

    private static string File => Repository.At("eng", "StackExchangeRedis.generated.props");

    /// <summary>Reads the answer, or asks the sources and writes it. Returns a sentence that says which.</summary>
    public static async Task<string> DecideAsync(CancellationToken cancellationToken)
    {
        if (System.IO.File.Exists(File))
            return $"StackExchange.Redis {(System.IO.File.ReadAllText(File).Contains(Modern) ? Modern : WithoutDependencies)}, decided earlier in {Path.GetFileName(File)}";

        var version = await CanRestoreModernAsync(cancellationToken).ConfigureAwait(false) ? Modern : WithoutDependencies;
        await System.IO.File.WriteAllTextAsync(File, $"""
            <Project>
              <!-- Written by eng/; not checked in. Delete it to have the package sources asked again. -->
              <PropertyGroup>
                <StackExchangeRedisVersion>{version}</StackExchangeRedisVersion>
              </PropertyGroup>
            </Project>

            """, cancellationToken).ConfigureAwait(false);
        return version == Modern
            ? $"StackExchange.Redis {Modern}"
            : $"StackExchange.Redis {WithoutDependencies}: the package sources cannot restore {Modern} with its dependency RESPite";
    }

    private static async Task<bool> CanRestoreModernAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("racesafe-probe-");
        try
        {
            await System.IO.File.WriteAllTextAsync(Path.Combine(folder.FullName, "Probe.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
                  <ItemGroup><PackageReference Include="StackExchange.Redis" Version="{Modern}" /></ItemGroup>
                </Project>
                """, cancellationToken).ConfigureAwait(false);
            var restore = await Command.DotnetAsync(folder.FullName, ["restore", "-v:q"], null, cancellationToken).ConfigureAwait(false);
            return restore.ExitCode == 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

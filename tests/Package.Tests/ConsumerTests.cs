using System.Text.Json;

namespace RaceSafe.Package.Tests;

/// <summary>What somebody sees who takes the packages from a feed, with the real SDK.</summary>
[Collection(PackedFeedCollection.Name)]
public sealed class ConsumerTests(PackedFeed packed)
{
    private string Direct => $"""<PackageReference Include="RaceSafe.Analyzers" Version="{packed.Feed.Version}" PrivateAssets="all" />""";

    private string Plain => $"""<PackageReference Include="RaceSafe.Analyzers" Version="{packed.Feed.Version}" />""";

    [Fact]
    public async Task A_direct_reference_warns_on_the_first_build_with_an_empty_package_cache()
    {
        var consumer = new Consumer(packed, "first", packageFolder: "empty").WriteProject("Shop", Direct);

        var build = (await consumer.BuildAsync("Shop")).OrThrow();

        Assert.Equal(RacyCode.ExpectedIds, Consumer.Reported(build));
    }

    [Fact]
    public async Task A_preset_works_on_the_first_build_with_an_empty_package_cache()
    {
        var consumer = new Consumer(packed, "first-preset", packageFolder: "empty-preset")
            .WriteProject("Shop", Direct, "<RaceSafeAnalysisMode>None</RaceSafeAnalysisMode>");

        var build = (await consumer.BuildAsync("Shop")).OrThrow();

        Assert.Empty(Consumer.Reported(build));
    }

    [Fact]
    public async Task The_users_own_severity_wins_over_a_preset_without_a_conflict()
    {
        var consumer = new Consumer(packed, "severity")
            .WriteProject("Shop", Direct, "<RaceSafeAnalysisMode>None</RaceSafeAnalysisMode>")
            .Write("Shop/.globalconfig", $"is_global = true\ndotnet_diagnostic.{RacyCode.ExpectedIds[0]}.severity = warning\n");

        var build = (await consumer.BuildAsync("Shop")).OrThrow();

        Assert.Equal([RacyCode.ExpectedIds[0]], Consumer.Reported(build));
        Assert.DoesNotContain("MultipleGlobalAnalyzerKeys", build.Output);
    }

    [Fact]
    public async Task An_unknown_preset_is_named()
    {
        var consumer = new Consumer(packed, "unknown-preset")
            .WriteProject("Shop", Direct, "<RaceSafeAnalysisMode>Strict</RaceSafeAnalysisMode>");

        var build = (await consumer.BuildAsync("Shop")).OrThrow();

        Assert.Contains("warning RACE0001: RaceSafeAnalysisMode 'Strict' is unknown", build.Output);
    }

    [Fact]
    public async Task Disabled_is_silent()
    {
        var consumer = new Consumer(packed, "disabled").WriteProject("Shop", Direct, "<RaceSafeEnabled>false</RaceSafeEnabled>");

        var build = (await consumer.BuildAsync("Shop")).OrThrow();

        Assert.Empty(Consumer.Reported(build));
    }

    [Fact]
    public async Task A_project_that_the_package_only_reaches_through_another_is_not_analysed_unless_it_asks()
    {
        // Without PrivateAssets, as a hand-written reference has it: NuGet then passes the analyzers on.
        var consumer = new Consumer(packed, "transitive")
            .WriteProject("Base", Plain, source: "namespace Base; public static class Nothing;")
            .WriteProject("Shop", """<ProjectReference Include="../Base/Base.csproj" />""");

        var unasked = (await consumer.BuildAsync("Shop")).OrThrow();
        var asked = (await consumer.BuildAsync("Shop", "--no-incremental", "-p:RaceSafeTransitive=true")).OrThrow();

        Assert.Empty(Consumer.Reported(unasked));
        Assert.Equal(RacyCode.ExpectedIds, Consumer.Reported(asked));
    }

    [Fact]
    public async Task The_runtime_package_brings_the_analyzers_along()
    {
        var consumer = new Consumer(packed, "runtime")
            .WriteProject("Shop", $"""<PackageReference Include="RaceSafe.Runtime" Version="{packed.Feed.Version}" />""");

        var build = (await consumer.BuildAsync("Shop")).OrThrow();

        Assert.Equal(RacyCode.ExpectedIds, Consumer.Reported(build));
    }

    [Theory]
    [InlineData("central", "PackageVersion", """<PackageReference Include="RaceSafe.Analyzers" />""")]
    [InlineData("global", "GlobalPackageReference", "")]
    public async Task Central_package_management_works(string name, string central, string reference)
    {
        var consumer = new Consumer(packed, name)
            .Write("Directory.Packages.props", $"""
                <Project>
                  <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
                  <ItemGroup><{central} Include="RaceSafe.Analyzers" Version="{packed.Feed.Version}" /></ItemGroup>
                </Project>
                """)
            .WriteProject("Shop", reference);

        var build = (await consumer.BuildAsync("Shop")).OrThrow();

        Assert.Equal(RacyCode.ExpectedIds, Consumer.Reported(build));
    }

    [Fact]
    public async Task Warnings_as_errors_fails_the_build_with_our_findings_and_nothing_else()
    {
        var consumer = new Consumer(packed, "warnaserror").WriteProject("Shop", Direct);

        var build = await consumer.BuildAsync("Shop", "-warnaserror");

        Assert.NotEqual(0, build.ExitCode);
        Assert.Equal(RacyCode.ExpectedIds, Consumer.Reported(build, "error"));
        Assert.Contains($" {RacyCode.ExpectedIds.Length} Error(s)", build.Output);
    }

    [Fact]
    public async Task Warnings_as_errors_is_content_with_a_project_that_has_no_race()
    {
        var consumer = new Consumer(packed, "clean").WriteProject("Shop", Direct, source: "namespace Shop; public static class Nothing;");

        (await consumer.BuildAsync("Shop", "-warnaserror")).OrThrow();
    }

    [Fact]
    public async Task The_error_log_holds_the_findings_as_sarif()
    {
        var consumer = new Consumer(packed, "sarif").WriteProject("Shop", Direct);
        var log = consumer.At("findings.sarif");

        (await consumer.BuildAsync("Shop", $"-p:ErrorLog={log}%2Cversion=2.1")).OrThrow();

        using var sarif = JsonDocument.Parse(File.ReadAllText(log));
        var run = sarif.RootElement.GetProperty("runs")[0];
        var found = run.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("ruleId").GetString())
            .Where(id => id!.StartsWith("RACE", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(RacyCode.ExpectedIds, found);
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray()
            .Where(rule => RacyCode.ExpectedIds.Contains(rule.GetProperty("id").GetString()));
        Assert.All(rules, rule => Assert.StartsWith("https://", rule.GetProperty("helpUri").GetString()));
    }

    [Fact]
    public async Task Dotnet_format_cures_every_warning_in_one_pass_and_the_result_builds_without_warnings()
    {
        var consumer = new Consumer(packed, "format").WriteProject("Shop", Direct);
        var before = (await consumer.BuildAsync("Shop")).OrThrow();
        Assert.Equal(RacyCode.ExpectedIds, Consumer.Reported(before));

        (await consumer.FormatAsync("Shop")).OrThrow();
        var after = await consumer.BuildAsync("Shop", "-warnaserror");

        Assert.True(after.ExitCode == 0, after.Output);
        var cured = File.ReadAllText(consumer.At("Shop/Code.cs"));
        Assert.Contains("Interlocked.Increment(ref _total)", cured);
        Assert.Contains("// One page was seen.", cured);
        Assert.DoesNotContain("_hits[page]++", cured);
    }

    [Fact]
    public async Task A_compiler_that_is_too_old_builds_as_before_and_says_so_in_one_line()
    {
        // Without versioned analyzer folders the SDK passes all of them on, as old project systems do.
        var consumer = new Consumer(packed, "old").WriteProject("Shop", Direct);

        var build = (await consumer.BuildAsync("Shop", "-p:SupportsRoslynComponentVersioning=false", "-p:CompilerApiVersion=roslyn4.4")).OrThrow();

        Assert.Empty(Consumer.Reported(build));
        Assert.Contains("Shop: RaceSafe.Analyzers does not run: it needs the compiler of .NET SDK 8.0.100", build.Output);
        Assert.Contains("0 Warning(s)", build.Output);
    }

    [Fact]
    public async Task The_nearest_store_table_reaches_the_compiler_once()
    {
        var consumer = new Consumer(packed, "stores")
            .Write("racesafe.stores.json", "{}")
            .WriteProject("Far", Direct)
            .WriteProject("Near", $"""{Direct}<AdditionalFiles Include="racesafe.stores.json" />""")
            .Write("Near/racesafe.stores.json", "{}");

        Assert.Equal([consumer.At("racesafe.stores.json")], await StoreTables("Far"));
        Assert.Equal([consumer.At("Near/racesafe.stores.json")], await StoreTables("Near"));

        async Task<IEnumerable<string>> StoreTables(string project)
        {
            (await Command.DotnetAsync(consumer.At(""), ["restore", project, "-v:q"])).OrThrow();
            var answer = (await Command.DotnetAsync(consumer.At(""), ["msbuild", project, "-getItem:AdditionalFiles"])).OrThrow();
            using var items = JsonDocument.Parse(answer.Output);
            return [.. items.RootElement.GetProperty("Items").GetProperty("AdditionalFiles").EnumerateArray()
                .Select(item => item.GetProperty("FullPath").GetString()!)];
        }
    }
}

namespace RaceSafe.Analyzers.Tests.Options;

/// <summary>An option changes what is found, where it is set.</summary>
public class OptionTests
{
    [Theory]
    [InlineData("racesafe.assume_shared = all", true)]
    [InlineData("racesafe.assume_shared = services", false)]
    [InlineData("racesafe.assume_shared = none", false)]
    [InlineData("racesafe.assume_shared = everything", false, "RACE0001")]
    public async Task A_class_without_evidence_is_shared_when_all_are(string line, bool loud, params string[] also)
    {
        var expected = new Setup { Expected = [.. also.Select(id => new Expected(id))] };

        await Verify.Analyzer<RaceAnalyzer>(Counter("Counter", loud), expected with { EditorConfig = "[*.cs]\n" + line });
        await Verify.Analyzer<RaceAnalyzer>(Counter("Counter", loud), expected with { GlobalConfig = line });
    }

    [Theory]
    [InlineData("racesafe.assume_shared = services", true)]
    [InlineData("racesafe.assume_shared = none", false)]
    public Task A_service_is_shared_when_services_are(string line, bool loud) =>
        Verify.Analyzer<RaceAnalyzer>(Counter("CounterService", loud), new() { EditorConfig = "[*.cs]\n" + line });

    [Fact]
    public Task Nothing_is_assumed_without_the_option() => Verify.Analyzer<RaceAnalyzer>(Counter("CounterService", loud: false));

    [Fact]
    public Task An_MSBuild_property_sets_it_too() =>
        Verify.Analyzer<RaceAnalyzer>(Counter("Counter", loud: true), new() { GlobalConfig = "build_property.RaceSafeAssumeShared = All" });

    [Fact]
    public Task The_editorconfig_wins_over_the_property() => Verify.Analyzer<RaceAnalyzer>(
        Counter("Counter", loud: false),
        new() { GlobalConfig = "build_property.RaceSafeAssumeShared = all", EditorConfig = "[*.cs]\nracesafe.assume_shared = none" });

    [Fact]
    public Task A_folder_has_its_own_options() => Verify.Analyzer<RaceAnalyzer>(
        Code.Files(("Web/A.cs", Counter("A", loud: true)), ("Tools/B.cs", Counter("B", loud: false))),
        new() { EditorConfig = "[Web/**.cs]\nracesafe.assume_shared = all" });

    private static string Counter(string name, bool loud) => $$"""
        public class {{name}}
        {
            private int _count;

            public int Next() => {{(loud ? "{|RACE1010:++_count|}" : "++_count")}};
        }
        """;
}

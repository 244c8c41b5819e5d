using RaceSafe.Analyzers.Options;

namespace RaceSafe.Analyzers.Tests.Rules.Analyzer;

/// <summary>Settings that are right, or not ours.</summary>
public class RACE0001_Silent
{
    private const string Source = "class C;";

    public static TheoryData<string> Lines
    {
        get
        {
            var lines = new TheoryData<string>();
            foreach (var option in OptionTable.All)
                foreach (var value in option.Values) lines.Add($"{option.Key} = {value}");
            return lines;
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    [InlineData("racesafe.redis.min_server_version = 6.2")]
    [InlineData("racesafe.redis.min_server_version = 7")]
    [InlineData("racesafe.redis.min_server_version = 7.4.1")]
    [InlineData("RaceSafe.Assume_Shared = ALL")]
    [InlineData("dotnet_diagnostic.RACE1001.severity = none")]
    [InlineData("racesafely.mode = x")]
    public async Task An_option(string line)
    {
        await Verify.Analyzer<RaceAnalyzer>(Source, new() { EditorConfig = "[*.cs]\n" + line });
        await Verify.Analyzer<RaceAnalyzer>(Source, new() { GlobalConfig = line });
    }

    [Fact]
    public Task MSBuild_properties_that_nobody_sets_are_empty() => Verify.Analyzer<RaceAnalyzer>(
        Source, new() { GlobalConfig = "build_property.RaceSafeDeployment =\nbuild_property.RaceSafeAssumeShared = all" });

    [Fact]
    public Task An_empty_table() => Verify.Analyzer<RaceAnalyzer>(Source, Stores("""{ "$schema": "stores.schema.json", "stores": [] }"""));

    [Fact]
    public Task A_type_that_this_project_does_not_have() => Verify.Analyzer<RaceAnalyzer>(Source, Stores("""
        { "stores": [ { "type": "Acme.Cache", "store": "redis", "members": [ { "member": "Get", "access": "read", "key": "k" } ] } ] }
        """));

    [Fact]
    public Task Members_of_base_interfaces_and_one_of_several_parameter_names() => Verify.Analyzer<RaceAnalyzer>(
        """
        namespace Acme
        {
            public interface IReader { int Get(string id); int this[string key] { get; } }
            public interface ICache : IReader { }
        }
        """,
        Stores("""
            { "stores": [ { "type": "Acme.ICache", "store": "memoryCache", "members": [
                { "member": "Get", "access": "read", "key": "key|id", "shape": "string" },
                { "member": "get_Item", "access": "read", "key": "key", "sharesObject": true } ] } ] }
            """));

    [Fact]
    public Task Another_file() => Verify.Analyzer<RaceAnalyzer>(Source, new() { AdditionalFiles = [("stores.json", "{"), ("my.racesafe.stores.json", "{")] });

    private static Setup Stores(string json) => new() { AdditionalFiles = [("racesafe.stores.json", json)] };
}

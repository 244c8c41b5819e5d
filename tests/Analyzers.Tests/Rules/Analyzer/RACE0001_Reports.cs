namespace RaceSafe.Analyzers.Tests.Rules.Analyzer;

/// <summary>A setting that has no effect is said to have none.</summary>
public class RACE0001_Reports
{
    private const string Source = "class C;";

    [Theory]
    [InlineData("racesafe.asume_shared = all", "Option 'racesafe.asume_shared' is unknown; did you mean 'racesafe.assume_shared'?")]
    [InlineData("racesafe.assume_shared = services_only", "Option 'racesafe.assume_shared' is 'services_only'; it takes none or services or all")]
    [InlineData("racesafe.assume_shared = service", "Option 'racesafe.assume_shared' is 'service'; it takes none or services or all; did you mean 'services'?")]
    [InlineData("racesafe.deployment = single-instance", "Option 'racesafe.deployment' is 'single-instance'; it takes single_instance or multi_instance; did you mean 'single_instance'?")]
    [InlineData("racesafe.redis.min_server_version = seven", "Option 'racesafe.redis.min_server_version' is 'seven'; it takes a version such as 6.2")]
    [InlineData("racesafe.report_benign = yes", "Option 'racesafe.report_benign' is 'yes'; it takes true or false")]
    [InlineData("racesafe.somebody_elses = 1", "Option 'racesafe.somebody_elses' is unknown")]
    public async Task An_option(string line, string message)
    {
        var expected = new Expected("RACE0001").Saying(message);

        await Verify.Analyzer<RaceAnalyzer>(Source, new() { EditorConfig = "[*.cs]\n" + line, Expected = [expected] });
        await Verify.Analyzer<RaceAnalyzer>(Source, new() { GlobalConfig = line, Expected = [expected] });
    }

    [Fact]
    public Task An_MSBuild_property() => Verify.Analyzer<RaceAnalyzer>(Source, new()
    {
        GlobalConfig = "build_property.RaceSafeDeployment = single",
        Expected = [new Expected("RACE0001").Saying("Option 'RaceSafeDeployment' is 'single'; it takes single_instance or multi_instance")],
    });

    [Fact]
    public Task One_mistake_is_told_once_however_many_files_see_it() => Verify.Analyzer<RaceAnalyzer>(
        Code.Files(("A.cs", "class A;"), ("B.cs", "class B;")),
        new() { EditorConfig = "[*.cs]\nracesafe.x = 1", Expected = [new Expected("RACE0001").Saying("Option 'racesafe.x' is unknown")] });

    [Theory]
    [InlineData("", "line 1: a value is expected")]
    [InlineData("[]", "line 1: the file is not a JSON object")]
    [InlineData("{\n  \"stores\": [\n", "line 3: a value is expected")]
    [InlineData("{\n  \"stores\": [ }\n}", "line 2: a value is expected")]
    [InlineData("{\n  stores: []\n}", "line 2: a name in double quotes is expected")]
    [InlineData("{ \"stores\": [] } x", "line 1: one value is expected in the file, but more text follows")]
    [InlineData("{ \"stores\": \"Acme\nX\" }", "line 1: the string does not end on its line")]
    [InlineData("{ \"stores\": [ nothing ] }", "line 1: 'nothing' is no value; text stands in double quotes")]
    [InlineData("{}", "line 1: 'stores' is missing")]
    [InlineData("{ \"store\": [], \"stores\": [] }", "line 1: 'store' is unknown; did you mean 'stores'?")]
    [InlineData("{ \"stores\": [], \"stores\": [] }", "line 1: 'stores' is there twice")]
    [InlineData("{ \"stores\": [\n { \"store\": \"redis\", \"members\": [] } ] }", "line 2: 'type' is missing")]
    [InlineData("{ \"stores\": [\n { \"type\": \"A\", \"store\": \"redis\" } ] }", "line 2: 'members' is missing")]
    [InlineData("{ \"stores\": [\n { \"type\": 7, \"store\": \"redis\", \"members\": [] } ] }", "line 2: 'type' is not a JSON string")]
    [InlineData("{ \"stores\": [\n { \"type\": \"A\", \"store\": \"distributedCashe\", \"members\": [] } ] }", "line 2: 'distributedCashe' is no store; did you mean 'distributedCache'?")]
    public Task A_stores_file(string json, string message) => Verify.Analyzer<RaceAnalyzer>(Source, Stores(json, message));

    [Theory]
    [InlineData("""{ "member": "Get" }""", "'access' is missing")]
    [InlineData("""{ "member": "Get", "access": "reed", "key": "key" }""", "'reed' is no access; did you mean 'read'?")]
    [InlineData("""{ "member": "Get", "acces": "read", "access": "read" }""", "'acces' is unknown; did you mean 'access'?")]
    [InlineData("""{ "member": "Get", "access": "read", "key": 1 }""", "'key' is not a JSON string")]
    [InlineData("""{ "member": "Get", "access": "read", "sharesObject": "yes" }""", "'sharesObject' is true or false")]
    [InlineData("""{ "member": "Gett", "access": "read", "key": "key" }""", "'Acme.Cache' has no member 'Gett'; did you mean 'Get'?")]
    [InlineData("""{ "member": "Get", "access": "read", "key": "keys" }""", "no overload of 'Get' has a parameter 'keys'; did you mean 'key'?")]
    public Task A_row_of_a_stores_file(string row, string message) => Verify.Analyzer<RaceAnalyzer>(
        "namespace Acme { public class Cache { public int Get(string key) => key.Length; } }",
        Stores($$"""
            { "stores": [ { "type": "Acme.Cache", "store": "distributedCache", "members": [
              {{row}}
            ] } ] }
            """, "line 2: " + message));

    private static Setup Stores(string json, string message) => new()
    {
        AdditionalFiles = [("racesafe.stores.json", json)],
        Expected = [new Expected("RACE0001").Saying("racesafe.stores.json, " + message)],
    };
}

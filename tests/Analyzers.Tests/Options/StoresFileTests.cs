using RaceSafe.Analyzers.Options;
using RaceSafe.Analyzers.Rules;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Tests.Options;

/// <summary>A company's own wrapper, described in racesafe.stores.json, gets the rules that the library behind it would get.</summary>
public class StoresFileTests
{
    private const string Wrapper = """
        namespace Acme.Caching
        {
            public interface ICounters
            {
                bool TryRead(string name, out int value);
                int this[string name] { get; set; }
                bool Exchange(string name, int wanted, int seen);
            }

            public interface IAcmeCache
            {
                Task<int> FetchAsync(string id);
                Task StoreAsync(string id, int data);
            }
        }

        """;

    private const string Table = """
        {
          "stores": [
            {
              "type": "Acme.Caching.ICounters",
              "store": "concurrentCollection",
              "members": [
                { "member": "TryRead", "access": "read", "key": "name", "out": "value" },
                { "member": "get_Item", "access": "read", "key": "name" },
                { "member": "set_Item", "access": "write", "key": "name", "value": "value" },
                { "member": "Exchange", "access": "compareAndSet", "key": "name", "value": "wanted", "expected": "seen" }
              ]
            },
            {
              "type": "Acme.Caching.IAcmeCache",
              "store": "distributedCache",
              "members": [
                { "member": "FetchAsync", "access": "read", "key": "id" },
                { "member": "StoreAsync", "access": "write", "key": "id", "value": "data" }
              ]
            }
          ]
        }
        """;

    private static readonly Setup s_withTable = new() { AdditionalFiles = [("racesafe.stores.json", Table)] };

    [Fact]
    public Task A_lost_update_through_the_wrapper() => Verify.Analyzer<RaceAnalyzer>(
        Wrapper + """
        public class Votes(Acme.Caching.ICounters counters)
        {
            public void Add(string option) => {|RACE1001:counters[option]++|};

            public void AddMany(string option, int n)
            {
                if (counters.TryRead(option, out var before))
                    {|RACE1001:counters[option] = before + n|};
            }
        }
        """,
        s_withTable);

    [Fact]
    public Task A_lost_update_in_the_company_cache() => Verify.Analyzer<RaceAnalyzer>(
        Wrapper + $$"""
        public class Votes(Acme.Caching.IAcmeCache cache)
        {
            public async Task Add(string option)
            {
                var votes = await cache.FetchAsync(option);
                {{IfThereIs("RACE2001", "await cache.StoreAsync(option, votes + 1)", "cache.StoreAsync(option, votes + 1)")}};
            }
        }
        """,
        s_withTable);

    [Fact]
    public Task The_same_code_without_the_table_is_unknown_and_silent() => Verify.Analyzer<RaceAnalyzer>(Wrapper + """
        public class Votes(Acme.Caching.ICounters counters)
        {
            public void Add(string option) => counters[option]++;
        }
        """);

    [Fact]
    public Task A_compare_and_set_loop_through_the_wrapper_is_silent() => Verify.Analyzer<RaceAnalyzer>(
        Wrapper + """
        public class Votes(Acme.Caching.ICounters counters)
        {
            public void Add(string option)
            {
                int before;
                do
                {
                    before = counters[option];
                }
                while (!counters.Exchange(option, before + 1, before));
            }
        }
        """,
        s_withTable);

    [Fact]
    public Task Another_key_is_another_place() => Verify.Analyzer<RaceAnalyzer>(
        Wrapper + """
        public class Votes(Acme.Caching.ICounters counters)
        {
            public void Copy(string from, string to) => counters[to] = counters[from] + 1;
        }
        """,
        s_withTable);

    [Fact]
    public Task What_is_right_in_a_file_counts_though_another_row_is_wrong() => Verify.Analyzer<RaceAnalyzer>(
        Wrapper + """
        public class Votes(Acme.Caching.ICounters counters)
        {
            public void Add(string option) => {|RACE1001:counters[option]++|};
        }
        """,
        new()
        {
            AdditionalFiles = [("racesafe.stores.json", Table.Replace("\"member\": \"TryRead\", \"access\"", "\"member\": \"TryRead\", \"axess\""))],
            Expected = [new("RACE0001"), new("RACE0001")],
        });

    [Fact]
    public void Every_argument_of_a_row_can_be_said() // but the statement: that is read from the SQL text of each call
    {
        var known = typeof(AccessSpec).GetProperties().Where(property => property.CanWrite).Select(property => property.Name).Where(name => name is not ("Store" or "Kind" or "EqualityContract" or "Statement"));

        Assert.Equal(
            known.Select(name => char.ToLowerInvariant(name[0]) + name[1..]).Order(),
            Vocabulary.Properties.Except(["member", "access"]).Order());
    }

    /// <summary>A rule of another family may not be there yet; when it is, it has to speak.</summary>
    private static string IfThereIs(string rule, string code, string marked) =>
        RuleCatalog.All.Any(one => one.Id == rule) ? code.Replace(marked, $"{{|{rule}:{marked}|}}") : code;
}

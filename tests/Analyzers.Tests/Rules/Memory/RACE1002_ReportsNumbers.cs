namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>A key made from the number of entries: whoever counts at the same time makes the same key.</summary>
public class RACE1002_ReportsNumbers
{
    internal static string In(string body) => $$"""
        using System.Collections.Concurrent;

        public class Users
        {
            private readonly ConcurrentDictionary<int, string> _names = new();
            private readonly ConcurrentDictionary<string, string> _files = new();

            public int Add(string name)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("var id = _names.Count + 1; {|RACE1002:_names[id] = name|}; return id;")]
    [InlineData("var id = _names.Count; id++; {|RACE1002:_names.TryAdd(id, name)|}; return id;")]
    [InlineData("{|RACE1002:_names[_names.Count] = name|}; return _names.Count;")]
    [InlineData("{|RACE1002:_files[$\"{name}-{_files.Count}\"] = name|}; return 0;")]
    [InlineData("var item = new { Id = _names.Count + 1 }; {|RACE1002:_names[item.Id] = name|}; return item.Id;")]
    [InlineData("var id = _names.Keys.Max() + 1; {|RACE1002:_names[id] = name|}; return id;")]
    [InlineData("var id = _names.IsEmpty ? 1 : _names.Keys.Max() + 1; {|RACE1002:_names[id] = name|}; return id;")]
    [InlineData("var id = _names.Keys.Count() + 1; {|RACE1002:_names[id] = name|}; return id;")]
    public Task A_key_from_the_count(string body) => Verify.Analyzer<RaceAnalyzer>(In(body));
}

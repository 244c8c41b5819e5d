namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Keys and counts that have nothing to do with each other, or that nobody can get between.</summary>
public class RACE1002_SilentNumbers
{
    [Theory]
    [InlineData("while (!_names.TryAdd(_names.Count + 1, name)) { } return 0;")]
    [InlineData("if (!_names.TryAdd(_names.Count + 1, name)) throw new Exception(name); return 0;")]
    [InlineData("lock (_names) { var id = _names.Count + 1; _names[id] = name; return id; }")]
    [InlineData("var id = _files.Count + 1; _names[id] = name; return id;")]
    [InlineData("var id = name.Length; _names[id] = name; return _names.Count;")]
    [InlineData("_names[name.Length] = $\"{_names.Count}\"; return 0;")]
    [InlineData("var all = new ConcurrentDictionary<int, string>(); all[all.Count] = name; return all.Count;")]
    [InlineData("Console.WriteLine(_names.Count); _names[7] = name; return 0;")]
    [InlineData("foreach (var id in _names.Keys) _names[id] = name; return 0;")]
    [InlineData("lock (_names) { var id = _names.Keys.Max() + 1; _names[id] = name; return id; }")]
    [InlineData("var id = _files.Keys.Max(); _files[name] = id; return 0;")]
    public Task Not_where_the_add_says_no_the_count_is_another_ones_or_a_lock_is_held(string body) => Verify.Analyzer<RaceAnalyzer>(RACE1002_ReportsNumbers.In(body));
}

namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1005 is silent.</summary>
public class RACE1005_Silent
{
    [Theory]
    [InlineData("_open.TryAdd(key, 1);")]
    [InlineData("_open.TryRemove(key, out var value);")]
    [InlineData("_hidden.Remove(key);")]
    [InlineData("Console.WriteLine(_open.GetValueOrDefault(key));")]
    public Task The_call_is_one_step(string statements) => Verify.Analyzer<RaceAnalyzer>(RACE1005_Reports.Source(statements));

    [Theory]
    [InlineData("_plain.TryAdd(key, 1);")]
    [InlineData("_plain.Remove(key, out var value);")]
    [InlineData("lock (_plain) _hidden.TryAdd(key, 1);")]
    [InlineData("_unknown.TryAdd(key, 1);")]
    public Task It_is_no_ConcurrentDictionary_or_nobody_else_is_there(string statements) => Verify.Analyzer<RaceAnalyzer>(RACE1005_Reports.Source(statements));
}

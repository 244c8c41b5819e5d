namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1005: the extension methods of IDictionary on something that is a ConcurrentDictionary.</summary>
public class RACE1005_Reports
{
    [Theory]
    [InlineData("{|RACE1005:_hidden.TryAdd(key, 1)|};")]
    [InlineData("if ({|RACE1005:_hidden.TryAdd(key, 1)|}) Console.WriteLine(key);")]
    [InlineData("{|RACE1005:_hidden.Remove(key, out var value)|};")]
    [InlineData("{|RACE1005:_open.Remove(key, out var value)|};")]
    public Task It_speaks_where_an_extension_takes_two_steps(string statements) => Verify.Analyzer<RaceAnalyzer>(Source(statements));

    internal static string Source(string statements) => $$"""
        using System.Collections.Concurrent;

        public class Table(IDictionary<string, int> unknown)
        {
            private readonly IDictionary<string, int> _hidden = new ConcurrentDictionary<string, int>();
            private readonly ConcurrentDictionary<string, int> _open = new();
            private readonly IDictionary<string, int> _plain = new Dictionary<string, int>();
            private readonly IDictionary<string, int> _unknown = unknown;

            public void Use(string key)
            {
                {{statements}}
            }
        }
        """;
}

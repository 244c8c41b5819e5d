namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1002 speaks: an entry is removed by its key because of a value that somebody may have replaced since.</summary>
public class RACE1002_ReportsRemovals
{
    [Theory]
    [InlineData("if (_tries.TryGetValue(key, out var tries) && tries == 0) {|RACE1002:_tries.TryRemove(key, out _)|};")]
    [InlineData("if (_tries[key] <= 0) {|RACE1002:_tries.TryRemove(key, out _)|};")]
    [InlineData("if (_tries.AddOrUpdate(key, 0, (_, old) => old - 1) <= 0) {|RACE1002:_tries.TryRemove(key, out _)|};")]
    [InlineData("if (!_owners.TryGetValue(key, out var owner) || owner != me) return; {|RACE1002:_owners.TryRemove(key, out _)|};")]
    [InlineData("if (_last.TryGetValue(key, out var last) && last.At < DateTime.UtcNow) {|RACE1002:_last.TryRemove(key, out _)|};")]
    public Task Who_replaces_the_value_in_between_loses_it(string statements) => Verify.Analyzer<RaceAnalyzer>(Source(statements));

    [Theory]
    [InlineData("if (_tries.TryGetValue(key, out var tries) && tries == 1) { if ({|RACE1002:_tries.TryRemove(key, out _)|}) Console.WriteLine(key); }")]
    [InlineData("if (_owners.TryGetValue(key, out var owner) && owner == me && {|RACE1002:_owners.TryRemove(key, out _)|}) Console.WriteLine(key);")]
    public Task That_something_was_removed_says_nothing_of_what(string statements) => Verify.Analyzer<RaceAnalyzer>(Source(statements));

    internal static string Source(string statements) => $$"""
        using System.Collections.Concurrent;

        public record Visit(DateTime At);

        public sealed class Connection { public bool IsClosed { get; set; } }

        public class Presence
        {
            private readonly ConcurrentDictionary<string, int> _tries = new();
            private readonly ConcurrentDictionary<string, string> _owners = new();
            private readonly ConcurrentDictionary<string, Visit> _last = new();
            private readonly ConcurrentDictionary<string, DateTime> _deadlines = new();
            private readonly ConcurrentDictionary<string, Connection> _connections = new();
            private readonly object _gate = new();

            public void Come(string key, string me)
            {
                _tries.AddOrUpdate(key, 1, (_, old) => old + 1);
                _owners[key] = me;
                _last[key] = new(DateTime.UtcNow);
                _connections[key] = new();
                _deadlines.TryAdd(key, DateTime.UtcNow.AddMinutes(1));
            }

            public void Leave(string key, string me)
            {
                {{statements}}
            }
        }
        """;
}

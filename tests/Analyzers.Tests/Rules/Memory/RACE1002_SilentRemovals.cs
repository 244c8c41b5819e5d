namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1002 is silent: what is removed is what was looked at, or nobody can have replaced it.</summary>
public class RACE1002_SilentRemovals
{
    [Theory]
    [InlineData("if (_tries.TryGetValue(key, out var tries) && tries == 0) _tries.TryRemove(new(key, tries));")]
    [InlineData("if (_owners.TryGetValue(key, out var owner) && owner == me) _owners.TryRemove(KeyValuePair.Create(key, owner));")]
    [InlineData("if (_owners.TryGetValue(key, out var owner) && owner == me) ((ICollection<KeyValuePair<string, string>>)_owners).Remove(new(key, owner));")]
    public Task The_pair_is_removed(string statements) => Verify.Analyzer<RaceAnalyzer>(RACE1002_ReportsRemovals.Source(statements));

    [Theory]
    [InlineData("if (_deadlines.TryGetValue(key, out var deadline) && deadline < DateTime.UtcNow) _deadlines.TryRemove(key, out _);")]
    [InlineData("if (_connections.TryGetValue(key, out var connection) && connection.IsClosed) _connections.TryRemove(key, out _);")]
    public Task Entries_are_never_replaced_or_change_in_place(string statements) => Verify.Analyzer<RaceAnalyzer>(RACE1002_ReportsRemovals.Source(statements));

    [Theory]
    [InlineData("if (_owners.ContainsKey(key)) _owners.TryRemove(key, out _);")]
    [InlineData("if (_owners.TryGetValue(key, out var owner) && owner != null) _owners.TryRemove(key, out _);")]
    [InlineData("if (_owners.TryGetValue(key, out _) && me.Length > 0) _owners.TryRemove(key, out _);")]
    public Task The_value_does_not_matter(string statements) => Verify.Analyzer<RaceAnalyzer>(RACE1002_ReportsRemovals.Source(statements));

    [Theory]
    [InlineData("if (_tries[key] <= 0 && _tries.TryRemove(key, out var left) && left > 0) _tries.AddOrUpdate(key, left, (_, old) => old + left);")]
    [InlineData("lock (_gate) { if (_tries[key] <= 0) _tries.TryRemove(key, out _); }")]
    [InlineData("if (_tries[key] <= 0 && _tries.TryRemove(key, out var left)) Console.WriteLine(left);")]
    [InlineData("if (_tries.ContainsKey(key) && _tries.TryRemove(key, out _)) Console.WriteLine(key);")]
    [InlineData("if (_connections.TryGetValue(key, out var connection) && connection.IsClosed && _connections.TryRemove(key, out _)) Console.WriteLine(key);")]
    [InlineData("if (_tries.TryGetValue(key, out var tries) && tries == 0 && _tries.TryRemove(new(key, tries))) Console.WriteLine(key);")]
    public Task What_was_removed_is_looked_at_or_a_lock_is_held(string statements) => Verify.Analyzer<RaceAnalyzer>(RACE1002_ReportsRemovals.Source(statements));

    [Fact]
    public Task The_value_only_kept_some_out_before() => Verify.Analyzer<RaceAnalyzer>(RACE1002_ReportsRemovals.Source(
        "if (_tries.TryGetValue(key, out var tries) && tries >= 5) return; if (me == key) { _tries.TryRemove(key, out _); }"));
}

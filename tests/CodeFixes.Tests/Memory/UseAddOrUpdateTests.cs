using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>A read and a write become one AddOrUpdate. That it is right is shown in Execution/.</summary>
public class UseAddOrUpdateTests
{
    [Fact]
    public Task Get_add_set_becomes_AddOrUpdate_and_its_result_is_carried_on() => CounterSource.Fix(
        """
        // count it
        _hits.TryGetValue(key, out var count);
        var updated = count + n;
        {|RACE1001:_hits[key] = updated|}; // store

        Console.WriteLine(updated);
        """,
        """
        // count it
        var updated = _hits.AddOrUpdate(key, n, (_, count) => count + n);
        // store

        Console.WriteLine(updated);
        """);

    [Fact]
    public Task A_call_that_has_nothing_to_do_with_the_old_value_runs_once_before() => CounterSource.Fix(
        """
        _hits.TryGetValue(key, out var count);
        var updated = count + Weight();
        {|RACE1001:_hits[key] = updated|};
        Console.WriteLine(updated);
        """,
        """
        var amount = Weight();
        var updated = _hits.AddOrUpdate(key, amount, (_, count) => count + amount);
        Console.WriteLine(updated);
        """);

    [Fact]
    public Task Present_or_absent_becomes_AddOrUpdate() => CounterSource.Fix(
        """
        if (_hits.ContainsKey(key))
        {
            {|RACE1001:_hits[key]++|};
        }
        else
        {
            _hits[key] = 1;
        }
        """,
        "_hits.AddOrUpdate(key, 1, (_, current) => current + 1);");

    [Fact]
    public Task A_conditional_value_becomes_AddOrUpdate() => CounterSource.Fix(
        "{|RACE1001:_hits[key] = _hits.TryGetValue(key, out var old) ? old * n : n|};",
        "_hits.AddOrUpdate(key, n, (_, old) => old * n);");

    [Fact]
    public Task A_value_in_an_expression_keeps_its_place() => CounterSource.Fix(
        "Console.WriteLine({|RACE1001:++_hits[key]|});",
        "Console.WriteLine(_hits.AddOrUpdate(key, _ => throw new KeyNotFoundException(), (_, current) => current + 1));");

    [Theory]
    [InlineData("{|RACE1001:_hits[key] = await Next(_hits[key])|};")]
    [InlineData("var old = _hits[key]; await Task.Delay(1); {|RACE1001:_hits[key] = old + 1|};")]
    [InlineData("var old = _hits[key]; if (old < n) {|RACE1001:_hits[key] = old + 1|};")]
    [InlineData("{|RACE1001:_hits[key] += Weight()|};")]
    [InlineData("{|RACE1001:_hits[key] += n++|};")]
    [InlineData("var a = _hits[key]; var b = _hits[key]; {|RACE1001:_hits[key] = a + b|};")]
    [InlineData("_hits.TryGetValue(key, out var old); {|RACE1001:_hits[key] = old + 1|}; Console.WriteLine(old);")]
    public Task No_fix_where_it_would_not_be_the_same(string statements) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(CounterSource.Source(statements));
}

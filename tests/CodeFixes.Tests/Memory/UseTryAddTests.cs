using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>The write says who was first. That it is right is shown in Execution/.</summary>
public class UseTryAddTests
{
    [Fact]
    public Task A_claim_becomes_the_condition() => ServiceSource.Fix(
        """
        // once only
        if (!_seen.ContainsKey(key))
        {
            {|RACE1002:_seen[key] = true|};
            Send(key);
        }
        """,
        """
        // once only
        if (_seen.TryAdd(key, true))
        {
            Send(key);
        }
        """);

    [Fact]
    public Task An_early_exit_stays_one() => ServiceSource.Fix(
        """
        if (_seen.ContainsKey(key)) return;
        {|RACE1002:_seen[key] = true|};
        Send(key);
        """,
        """
        if (!_seen.TryAdd(key, true)) return;
        Send(key);
        """);

    [Fact]
    public Task The_first_value_wins() => ServiceSource.Fix("if (!_tries.ContainsKey(key)) {|RACE1002:_tries[key] = n|};", "_tries.TryAdd(key, n);");

    [Theory]
    [InlineData("if (!_seen.ContainsKey(key)) { Send(key); {|RACE1002:_seen[key] = true|}; }")]
    [InlineData("if (_jobs.Count >= 10) throw new InvalidOperationException(); {|RACE1002:_jobs.Enqueue(key)|};")]
    [InlineData("if (!_gates.TryGetValue(key, out var gate)) { gate = new SemaphoreSlim(1, 1); Send(key); {|RACE1002:_gates[key] = gate|}; } gate.Wait();")]
    public Task No_fix_where_more_than_the_order_of_two_calls_would_change(string statements) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(ServiceSource.Source(statements));
}

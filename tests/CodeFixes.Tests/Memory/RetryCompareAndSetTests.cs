namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>A read and a write become a loop around TryUpdate. That it is right is shown in Execution/.</summary>
public class RetryCompareAndSetTests
{
    [Fact]
    public Task An_indexer_that_throws_when_absent_keeps_throwing() => CounterSource.Fix(
        "{|RACE1001:_hits[key]++|};",
        """
        while (true)
        {
            var current = _hits[key];
            if (_hits.TryUpdate(key, current + 1, current)) break;
        }
        """);

    [Fact]
    public Task Two_counters_in_a_row_do_not_get_in_each_others_way() => CounterSource.Fix(
        """
        {|RACE1001:_hits[key]++|};
        {|RACE1001:_hits["all"] += n|};
        """,
        """
        while (true)
        {
            var current = _hits[key];
            if (_hits.TryUpdate(key, current + 1, current)) break;
        }
        while (true)
        {
            var current = _hits["all"];
            if (_hits.TryUpdate("all", current + n, current)) break;
        }
        """);

    [Fact]
    public Task The_old_value_stays_known_behind_the_loop() => CounterSource.Fix(
        """
        var old = _hits[key];
        {|RACE1001:_hits[key] = old + 1|};
        Console.WriteLine(old);
        """,
        """
        int old;
        do
        {
            old = _hits[key];
        } while (!_hits.TryUpdate(key, old + 1, old));
        Console.WriteLine(old);
        """);

    [Fact]
    public Task A_dropped_compare_and_set_is_tried_again() => CounterSource.Fix(
        """
        if (_hits.TryGetValue(key, out var old))
        {
            {|RACE1001:_hits.TryUpdate(key, old + 1, old)|};
        }
        """,
        """
        while (_hits.TryGetValue(key, out var old) && !_hits.TryUpdate(key, old + 1, old))
        {
        }
        """);
}

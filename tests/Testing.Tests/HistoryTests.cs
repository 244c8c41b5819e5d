namespace RaceSafe.Testing.Tests;

/// <summary>Each checker accepts the good histories and fails on each kind of bad one.</summary>
public sealed class HistoryTests
{
    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public void A_counter_may_be_anywhere_between_acknowledged_and_that_plus_unknown(long end) => Counted().Check(10, end);

    [Fact]
    public void A_lost_increment_is_a_violation() =>
        Assert.Contains("1 acknowledged increments are lost", Assert.Throws<HistoryViolationException>(() => Counted().Check(10, 12)).Message);

    [Fact]
    public void An_increment_that_was_applied_twice_is_a_violation() =>
        Assert.Contains("2 increments were applied twice", Assert.Throws<HistoryViolationException>(() => Counted().Check(10, 17)).Message);

    [Fact]
    public void Unknown_decrements_widen_the_range_downwards()
    {
        var history = new CounterHistory();
        history.Acknowledge(5);
        history.Unknown(-2);
        history.Check(0, 3);
        history.Check(0, 5);
        Assert.Throws<HistoryViolationException>(() => history.Check(0, 2));
        Assert.Throws<HistoryViolationException>(() => history.Check(0, 6));
    }

    [Fact]
    public async Task Calls_are_recorded_by_how_they_end()
    {
        var history = new CounterHistory();
        Assert.True(await history.RecordAsync(() => Task.CompletedTask, _ => false));
        Assert.False(await history.RecordAsync(() => throw new TimeoutException(), failure => failure is TimeoutException));
        await Assert.ThrowsAsync<InvalidOperationException>(() => history.RecordAsync(() => throw new InvalidOperationException(), failure => failure is TimeoutException));
        Assert.Equal(1, history.Acknowledged);
        history.Check(0, 2);
        Assert.Throws<HistoryViolationException>(() => history.Check(0, 3));
    }

    [Fact]
    public async Task Concurrent_records_are_all_kept()
    {
        var history = new CounterHistory();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++) history.Acknowledge();
        })));
        history.Check(0, 40_000);
        Assert.Throws<HistoryViolationException>(() => history.Check(0, 39_999));
    }

    [Fact]
    public void Locks_one_after_the_other_with_rising_tokens_are_fine() =>
        LockHistory.Check([new("a", 7, 20, 30), new("a", 1, 0, 10), new("a", 5, 10, 20), new("b", 1, 5, 25)]);

    [Theory]
    [InlineData(1, 0, 10, 2, 9, 20, "same time")]
    [InlineData(1, 0, 30, 2, 10, 20, "same time")]
    [InlineData(1, 0, 10, 1, 20, 30, "same token")]
    [InlineData(2, 0, 10, 1, 20, 30, "fell")]
    [InlineData(1, 10, 0, 2, 20, 30, "before it starts")]
    public void Overlap_and_repeated_or_falling_tokens_are_violations(long fence1, long start1, long end1, long fence2, long start2, long end2, string word) =>
        Assert.Contains(word, Assert.Throws<HistoryViolationException>(() => LockHistory.Check([new("a", fence1, start1, end1), new("a", fence2, start2, end2)])).Message);

    [Fact]
    public void An_overlap_further_away_in_the_order_is_found_too() =>
        Assert.Throws<HistoryViolationException>(() => LockHistory.Check([new("a", 1, 0, 30), new("a", 2, 51, 52), new("a", 3, 40, 60)]));

    [Fact]
    public void Numbers_drawn_at_the_same_time_may_come_in_any_order()
    {
        SequenceHistory.Check([new(2, 0, 10), new(1, 5, 12), new(3, 11, 20)]);
        SequenceHistory.Check([]);
    }

    [Theory]
    [InlineData(1, 0, 1, 1, 2, 3, "twice")]
    [InlineData(2, 0, 1, 1, 2, 3, "fell")]
    [InlineData(1, 0, 1, 3, 2, 3, "between")]
    public void A_number_given_twice_falling_or_missing_is_a_violation(long number1, long start1, long end1, long number2, long start2, long end2, string word) =>
        Assert.Contains(word, Assert.Throws<HistoryViolationException>(() => SequenceHistory.Check([new(number1, start1, end1), new(number2, start2, end2)])).Message);

    [Fact]
    public void Gaps_are_fine_where_they_are_allowed_and_a_fall_is_found_across_them()
    {
        SequenceHistory.Check([new(1, 0, 1), new(100, 2, 3)], gapsAllowed: true);
        Assert.Throws<HistoryViolationException>(() => SequenceHistory.Check([new(100, 0, 1), new(150, 0, 9), new(5, 2, 3)], gapsAllowed: true));
    }

    // Three acknowledged, two unknown.
    private static CounterHistory Counted()
    {
        var history = new CounterHistory();
        history.Acknowledge();
        history.Acknowledge(2);
        history.Unknown();
        history.Unknown();
        return history;
    }
}

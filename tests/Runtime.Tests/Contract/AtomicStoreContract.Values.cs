namespace RaceSafe.Runtime.Tests.Contract;

public abstract partial class AtomicStoreContract
{
    [Fact]
    public async Task Compare_and_set_creates_only_what_is_absent()
    {
        Assert.Equal(AtomicOutcome.Applied, (await Store.CompareAndSetAsync(Key(), null, Bytes("a"))).Outcome);
        var refused = await Store.CompareAndSetAsync(Key(), null, Bytes("b"));
        Assert.Equal((AtomicOutcome.Refused, "a"), (refused.Outcome, Text(refused.Value)));
    }

    [Fact]
    public async Task Compare_and_set_replaces_only_what_was_expected()
    {
        await SetAsync(Key(), "a");
        var refused = await Store.CompareAndSetAsync(Key(), Bytes("x"), Bytes("b"));
        Assert.Equal((AtomicOutcome.Refused, "a"), (refused.Outcome, Text(refused.Value)));
        var applied = await Store.CompareAndSetAsync(Key(), Bytes("a"), Bytes("b"));
        Assert.Equal((AtomicOutcome.Applied, "b"), (applied.Outcome, Text(applied.Value)));
        Assert.Equal("b", Text(await Store.GetAsync(Key())));
        Assert.Equal(AtomicResult.Refused<byte[]?>(null), await Store.CompareAndSetAsync(Key("absent"), Bytes("a"), Bytes("b")));
    }

    [Fact]
    public async Task Compare_and_set_to_null_removes_only_what_was_expected()
    {
        await SetAsync(Key(), "a");
        Assert.True((await Store.CompareAndSetAsync(Key(), Bytes("x"), null)).IsRefused);
        Assert.Equal("a", Text(await Store.GetAsync(Key())));
        Assert.Equal(AtomicResult.Applied<byte[]?>(null), await Store.CompareAndSetAsync(Key(), Bytes("a"), null));
        Assert.Null(await Store.GetAsync(Key()));
        Assert.Equal(AtomicResult.Applied<byte[]?>(null), await Store.CompareAndSetAsync(Key(), null, null));
    }

    [Fact]
    public async Task Values_are_bytes_empty_binary_and_large()
    {
        byte[][] values = [[], [0], [0xff, 0xfe, 0, 0x80], [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31))]];
        byte[]? held = null;
        foreach (var value in values)
        {
            Assert.True((await Store.CompareAndSetAsync(Key(), held, value)).Succeeded);
            Assert.Equal(value, await Store.GetAsync(Key()));
            held = value;
        }

        Assert.Equal(held, (await Store.TakeAsync(Key())).Value);
    }

    [Fact]
    public async Task Keys_differ_by_every_character()
    {
        string[] names = ["a", "A", "a ", "ä", "a\u0308", "😀", "a:b", "a{b}", "a'b\"c", "%", "_", "*"];
        foreach (var name in names) await SetAsync(Key(name), name);
        foreach (var name in names) Assert.Equal(name, Text(await Store.GetAsync(Key(name))));
    }

    [Fact]
    public async Task Of_hundred_callers_that_expect_the_same_value_one_wins()
    {
        await SetAsync(Key(), "old");
        var results = await AtOnce(Callers, async i => await Store.CompareAndSetAsync(Key(), Bytes("old"), Bytes($"caller {i}")));
        var winner = Assert.Single(results, r => r.Succeeded);
        Assert.All(results.Where(r => r.IsRefused), r => Assert.Equal(winner.Value, r.Value));
        Assert.Equal(winner.Value, await Store.GetAsync(Key()));
    }

    [Fact]
    public async Task Update_loses_nothing_under_contention()
    {
        const int callers = 20;
        await AtOnce(callers, async i => await Store.UpdateStringAsync(Key(), list => $"{list}{i},"));
        var entries = Text(await Store.GetAsync(Key()))!.TrimEnd(',').Split(',').Select(int.Parse).Order();
        Assert.Equal(Enumerable.Range(0, callers), entries);
    }

    [Fact]
    public async Task Update_may_remove_and_passes_null_for_absent()
    {
        var created = await Store.UpdateStringAsync(Key(), current => current is null ? "new" : "bad");
        Assert.Equal(AtomicResult.Applied<string?>("new"), created);
        Assert.Equal(AtomicResult.Applied<string?>(null), await Store.UpdateStringAsync(Key(), _ => null));
        Assert.Null(await Store.GetAsync(Key()));
    }

    [Fact]
    public async Task A_failing_update_function_changes_nothing_and_its_error_arrives()
    {
        await SetAsync(Key(), "a");
        await Assert.ThrowsAsync<FormatException>(async () => await Store.UpdateStringAsync(Key(), _ => throw new FormatException()));
        Assert.Equal("a", Text(await Store.GetAsync(Key())));
    }

    [Fact]
    public async Task Take_gives_the_value_to_one_of_hundred_callers()
    {
        await SetAsync(Key(), "one-time code");
        var results = await AtOnce(Callers, async _ => await Store.TakeAsync(Key()));
        Assert.Equal("one-time code", Text(Assert.Single(results, r => r.Outcome == AtomicOutcome.Applied).Value));
        Assert.Equal(Callers - 1, results.Count(r => r is { Outcome: AtomicOutcome.Refused, Value: null }));
        Assert.Null(await Store.GetAsync(Key()));
    }

    [Fact]
    public async Task A_claim_goes_to_one_of_hundred_callers_and_the_others_see_the_holder()
    {
        var results = await AtOnce(Callers, async i => await Store.TryClaimAsync(Key(), Bytes($"caller {i}")));
        var winner = Assert.Single(results, r => r.Outcome == AtomicOutcome.Applied);
        Assert.All(results, r => Assert.Equal(winner.Value, r.Value));
        Assert.Equal(Callers - 1, results.Count(r => r.IsRefused));
    }

    [Fact]
    public async Task A_repeated_claim_recognizes_itself()
    {
        Assert.Equal(AtomicOutcome.Applied, (await Store.TryClaimAsync(Key(), Bytes("me"))).Outcome);
        Assert.Equal(AtomicOutcome.Replayed, (await Store.TryClaimAsync(Key(), Bytes("me"))).Outcome);
        Assert.Equal(AtomicOutcome.Refused, (await Store.TryClaimAsync(Key(), Bytes("you"))).Outcome);
    }

    [Fact]
    public async Task The_short_claim_is_true_once()
    {
        Assert.True(await Store.TryClaimAsync(Key()));
        Assert.False(await Store.TryClaimAsync(Key()));
    }

    [Fact]
    public async Task Set_replaces_whatever_the_key_holds()
    {
        await Store.SetAsync(Key(), Bytes("a"));
        await Store.SetAsync(Key(), Bytes("b"));
        Assert.Equal("b", Text(await Store.GetAsync(Key())));
        await Store.HashIncrementAsync(Key("hash"), "f");
        await Store.SetAsync(Key("hash"), Bytes("c"));
        Assert.Equal("c", Text(await Store.GetAsync(Key("hash"))));
    }
}

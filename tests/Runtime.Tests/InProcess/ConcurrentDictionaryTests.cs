using System.Collections.Concurrent;

namespace RaceSafe.Runtime.Tests.InProcess;

public sealed class ConcurrentDictionaryTests
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void Increment_creates_and_returns_the_new_value()
    {
        Assert.Equal(1, _counts.Increment("a"));
        Assert.Equal(6, _counts.Increment("A", 5));
        Assert.Equal(4, _counts.Increment("a", -2));
    }

    [Fact]
    public async Task Hundred_callers_get_distinct_numbers()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => _counts.Increment("a"))));
        Assert.Equal(Enumerable.Range(1, 100), numbers.Order());
    }

    [Fact]
    public async Task A_limit_is_filled_exactly_and_a_refusal_tells_the_current_value()
    {
        var granted = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => _counts.TryIncrement("a", 1, 30, out var _))));
        Assert.Equal(30, granted.Count(g => g));
        Assert.False(_counts.TryIncrement("a", 1, 30, out var current));
        Assert.Equal(30, current);
        Assert.True(_counts.TryIncrement("a", -1, 30, out current));
        Assert.Equal(29, current);
    }

    [Fact]
    public void A_refused_increment_creates_nothing_and_overflow_is_refused()
    {
        Assert.False(_counts.TryIncrement("a", 5, 4, out var value));
        Assert.Equal(0, value);
        Assert.Empty(_counts);
        _counts["max"] = int.MaxValue;
        Assert.False(_counts.TryIncrement("max", 1, int.MaxValue, out _));
        _counts["min"] = int.MinValue;
        Assert.False(_counts.TryIncrement("min", -1, int.MaxValue, out _));
    }

    [Fact]
    public async Task Update_loses_nothing()
    {
        var lists = new ConcurrentDictionary<int, string>();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => lists.Update(1, x => $"{x}{i},", ""))));
        Assert.Equal(Enumerable.Range(0, 100), lists[1].TrimEnd(',').Split(',').Select(int.Parse).Order());
    }

    [Fact]
    public void Update_applies_to_the_initial_value_or_refuses_an_absent_entry()
    {
        Assert.Equal(11, _counts.Update("a", x => x + 1, initial: 10));
        Assert.Equal(12, _counts.Update("a", x => x + 1, initial: 10));
        Assert.Equal(24, _counts.Update("a", x => x * 2));
        Assert.Throws<KeyNotFoundException>(() => _counts.Update("b", x => x + 1));
        Assert.Single(_counts);
    }

    [Fact]
    public async Task The_factory_runs_once_for_hundred_callers()
    {
        var runs = 0;
        using var start = new Barrier(20);
        var values = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            return _counts.GetOrCreateOnce(i % 2 == 0 ? "a" : "A", _ =>
            {
                Thread.Sleep(20);
                return Interlocked.Increment(ref runs);
            });
        }, TaskCreationOptions.LongRunning)));
        Assert.Equal(1, runs);
        Assert.All(values, v => Assert.Equal(1, v));
    }

    [Fact]
    public void A_failed_factory_is_not_remembered()
    {
        Assert.Throws<FormatException>(() => _counts.GetOrCreateOnce("a", _ => throw new FormatException()));
        Assert.Equal(7, _counts.GetOrCreateOnce("a", _ => 7));
    }

    [Fact]
    public void A_factory_that_asks_for_its_own_key_is_an_error_and_not_a_deadlock()
    {
        Assert.Throws<InvalidOperationException>(() => _counts.GetOrCreateOnce("a", k => _counts.GetOrCreateOnce(k, _ => 1)));
        Assert.Equal(3, _counts.GetOrCreateOnce("a", _ => _counts.GetOrCreateOnce("b", _ => 2) + 1));
    }

    [Fact]
    public void An_entry_put_there_meanwhile_wins()
    {
        Assert.Equal(5, _counts.GetOrCreateOnce("a", k =>
        {
            _counts[k] = 5;
            return 7;
        }));
    }

    [Fact]
    public async Task The_asynchronous_factory_runs_once_for_hundred_callers()
    {
        var runs = 0;
        var values = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await _counts.GetOrCreateOnceAsync("a", async (_, ct) =>
        {
            await Task.Delay(20, ct);
            return Interlocked.Increment(ref runs);
        }))));
        Assert.All(values, v => Assert.Equal(1, v));
    }

    [Fact]
    public async Task A_failed_asynchronous_factory_fails_all_who_wait_and_is_not_remembered()
    {
        var fail = new TaskCompletionSource<int>();
        var waiting = Enumerable.Range(0, 5).Select(_ => _counts.GetOrCreateOnceAsync("a", (_, _) => fail.Task).AsTask()).ToList();
        fail.SetException(new FormatException());
        foreach (var one in waiting) await Assert.ThrowsAsync<FormatException>(() => one);
        Assert.Equal(7, await _counts.GetOrCreateOnceAsync("a", (_, _) => Task.FromResult(7)));
    }

    [Fact]
    public async Task Cancelling_one_caller_leaves_the_others_waiting_for_the_same_run()
    {
        var result = new TaskCompletionSource<int>();
        CancellationToken seen = default;
        using var cancel = new CancellationTokenSource();
        var first = _counts.GetOrCreateOnceAsync("a", Factory, cancel.Token).AsTask();
        var second = _counts.GetOrCreateOnceAsync("a", Factory).AsTask();
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(seen.IsCancellationRequested);
        result.SetResult(3);
        Assert.Equal(3, await second);
        Assert.False(seen.IsCancellationRequested);

        Task<int> Factory(string key, CancellationToken token)
        {
            seen = token;
            return result.Task;
        }
    }

    [Fact]
    public async Task When_all_have_gone_the_run_is_cancelled_and_a_newcomer_waits_for_its_end()
    {
        var stubborn = new TaskCompletionSource<int>();
        CancellationToken seen = default;
        using var cancel = new CancellationTokenSource();
        var gone = _counts.GetOrCreateOnceAsync("a", (_, token) =>
        {
            seen = token;
            return stubborn.Task;
        }, cancel.Token).AsTask();
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.True(seen.IsCancellationRequested);

        var newcomer = _counts.GetOrCreateOnceAsync("a", (_, _) => Task.FromResult(2)).AsTask();
        await Task.Delay(20);
        Assert.False(newcomer.IsCompleted);
        stubborn.SetException(new OperationCanceledException());
        Assert.Equal(2, await newcomer);
    }

    [Fact]
    public void A_hit_allocates_nothing()
    {
        _counts.GetOrCreateOnce("a", static _ => 1);
        Run(10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int rounds)
        {
            for (var i = 0; i < rounds; i++)
            {
                _counts.GetOrCreateOnce("a", static _ => 1);
                _counts.Increment("a");
            }
        }
    }

    [Fact]
    public void No_dictionary_is_kept_alive()
    {
        var dictionary = Used();
        for (var i = 0; i < 5 && dictionary.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(dictionary.IsAlive);

        static WeakReference Used()
        {
            var used = new ConcurrentDictionary<string, object>();
            used.GetOrCreateOnce("a", _ => used); // even when the value refers to the dictionary
            used.GetOrCreateOnceAsync("b", (_, _) => Task.FromResult<object>(used)).AsTask().Wait();
            return new WeakReference(used);
        }
    }
}

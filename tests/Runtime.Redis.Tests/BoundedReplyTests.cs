using System.Diagnostics;

namespace RaceSafe.Runtime.Redis.Tests;

/// <summary>Waits for replies that share one timer and use their objects again.</summary>
public sealed class BoundedReplyTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(60), Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_reply_that_comes_in_time_ends_the_wait_and_its_failure_comes_out_as_it_is()
    {
        var (reply, failed) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (waiting, failing) = (BoundedReply.Of(reply.Task, Long, default), BoundedReply.Of(failed.Task, Long, default));
        Assert.False(waiting.IsCompleted);
        reply.SetResult();
        failed.SetException(new FormatException());
        await waiting;
        await Assert.ThrowsAsync<FormatException>(async () => await failing);
        await Assert.ThrowsAsync<FormatException>(async () => await BoundedReply.Of(failed.Task, Long, default)); // there already
    }

    [Fact]
    public async Task A_reply_that_takes_too_long_is_a_timeout_and_harms_nobody_when_it_comes()
    {
        var reply = new TaskCompletionSource();
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAsync<TimeoutException>(async () => await BoundedReply.Of(reply.Task, Short, default));
        Assert.True(clock.Elapsed > Short - TimeSpan.FromMilliseconds(10) && clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
        var other = new TaskCompletionSource();
        var waiting = BoundedReply.Of(other.Task, Long, default);
        reply.SetResult();
        await Task.Delay(30);
        Assert.False(waiting.IsCompleted);
        other.SetResult();
        await waiting;
    }

    [Fact]
    public async Task A_cancelled_token_ends_the_wait_before_and_while_it_waits()
    {
        using var stop = new CancellationTokenSource();
        var waiting = BoundedReply.Of(new TaskCompletionSource().Task, Long, stop.Token);
        await stop.CancelAsync();
        Assert.Equal(stop.Token, (await Assert.ThrowsAsync<OperationCanceledException>(async () => await waiting)).CancellationToken);
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await BoundedReply.Of(new TaskCompletionSource().Task, Long, stop.Token));
    }

    [Fact]
    public async Task A_reply_in_time_costs_no_memory()
    {
        var replies = Enumerable.Range(0, 2000).Select(_ => new TaskCompletionSource()).ToArray();
        var before = 0L;
        for (var i = 0; i < replies.Length; i++)
        {
            if (i == 1000) before = GC.GetAllocatedBytesForCurrentThread(); // the first are a warm-up
            var waiting = BoundedReply.Of(replies[i].Task, Long, default);
            replies[i].SetResult();
            await waiting; // is there, so this thread goes on
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2000); // 1000 waits
    }

    [Fact]
    public async Task Objects_that_are_used_again_never_mix_up_their_waits()
    {
        using var stop = new CancellationTokenSource();
        var ends = await Task.WhenAll(Enumerable.Range(0, 3000).Select(n => Task.Run(async () =>
        {
            var outcomes = new int[3];
            for (var i = 0; i < 20; i++)
            {
                var kind = (n + i) % 20 == 0 ? 1 : (n + i) % 20 == 1 ? 2 : 0;
                var reply = new TaskCompletionSource(i % 2 == 0 ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
                using var cancel = new CancellationTokenSource();
                var waiting = BoundedReply.Of(reply.Task, kind == 1 ? TimeSpan.FromMilliseconds(1) : Long, kind == 2 || i % 3 == 0 ? cancel.Token : default);
                if (kind == 0) ThreadPool.UnsafeQueueUserWorkItem(static r => r.SetResult(), reply, false);
                if (kind == 2) ThreadPool.UnsafeQueueUserWorkItem(static c => c.Cancel(), cancel, false);
                var end = 0;
                try
                {
                    await waiting;
                }
                catch (TimeoutException)
                {
                    end = 1;
                }
                catch (OperationCanceledException)
                {
                    end = 2;
                }

                Assert.Equal(kind, end);
                outcomes[end]++;
            }

            return outcomes;
        })));
        Assert.Equal((54_000, 3000, 3000), (ends.Sum(e => e[0]), ends.Sum(e => e[1]), ends.Sum(e => e[2])));
    }
}

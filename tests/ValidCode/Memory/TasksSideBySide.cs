namespace ValidCode.Memory;

/// <summary>Figures gathered by tasks that run side by side: by Interlocked, by results, under a semaphore, before the first await, one after the other.</summary>
public static class TasksSideBySide
{
    public static async Task<int> ByInterlocked(IEnumerable<Func<Task>> jobs)
    {
        var done = 0;
        await Task.WhenAll(jobs.Select(async job =>
        {
            await job();
            Interlocked.Increment(ref done);
        }));
        return done;
    }

    public static async Task<int> ByResults(int[][] parts)
    {
        var sums = await Task.WhenAll(parts.Select(part => Task.Run(() =>
        {
            var sum = 0;
            foreach (var value in part) sum += value;
            return sum;
        })));
        return sums.Sum();
    }

    public static async Task<decimal> UnderASemaphore(IEnumerable<Func<Task<decimal>>> prices)
    {
        var total = 0m;
        var gate = new SemaphoreSlim(1, 1);
        await Task.WhenAll(prices.Select(async price =>
        {
            var value = await price();
            await gate.WaitAsync();
            try
            {
                total += value;
            }
            finally
            {
                gate.Release();
            }
        }));
        return total;
    }

    public static async Task<int> BeforeTheFirstAwait(string[] names, Func<string, Task> send)
    {
        var started = 0;
        await Task.WhenAll(names.Select(async name =>
        {
            started++;
            await send(name);
        }));
        return started;
    }

    public static async Task<int> OneAfterTheOther(IEnumerable<Func<Task>> jobs)
    {
        var done = 0;
        foreach (var job in jobs)
        {
            await Task.Run(async () =>
            {
                await job();
                done++;
            });
        }

        return done;
    }

    public static int[] EachItsOwnElement(int[][] parts)
    {
        var sums = new int[parts.Length];
        Parallel.For(0, parts.Length, i =>
        {
            foreach (var value in parts[i]) sums[i] += value;
        });
        return sums;
    }
}

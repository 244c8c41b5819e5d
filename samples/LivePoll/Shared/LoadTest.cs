using System.Diagnostics;
using Samples;

namespace LivePoll;

/// <summary>300 people vote at the same moment for three options.</summary>
internal static class LoadTest
{
    private const int Operations = 300;

    public static async Task RunAsync(Poll poll, string store, CancellationToken stop)
    {
        ThreadPool.SetMinThreads(16, 16);
        var watch = Stopwatch.StartNew();
        await poll.LoadAsync(Operations, poll.Modes[0], stop);
        watch.Stop();

        // A vote is lost when it was accepted and is in no count.
        var state = await poll.StateAsync();
        if (state.Accepted != Operations) throw new InvalidOperationException($"{state.Accepted} of {Operations} votes have an event.");
        Console.WriteLine(string.Join(", ", state.Options.Select(option => $"{option.Text}: {option.Votes}")));
        new LoadResult("LivePoll", store, Operations, state.Lost, watch.ElapsedMilliseconds).Print();
    }
}

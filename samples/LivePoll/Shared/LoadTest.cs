using System.Diagnostics;

namespace LivePoll;

/// <summary>
/// 300 people vote at the same moment for three options. The last line of output is for machines: one JSON object with
/// <c>system</c>, <c>store</c>, <c>operations</c>, <c>lost</c> and <c>milliseconds</c>.
/// </summary>
internal static class LoadTest
{
    private const int Operations = 300;

    public static async Task RunAsync(Poll poll, string store)
    {
        ThreadPool.SetMinThreads(16, 16);
        var watch = Stopwatch.StartNew();
        await poll.LoadAsync(Operations, poll.Modes[0]);
        watch.Stop();

        // A vote is lost when it was accepted and is in no count.
        var state = await poll.StateAsync();
        if (state.Accepted != Operations) throw new InvalidOperationException($"{state.Accepted} of {Operations} votes have an event.");
        Console.WriteLine(string.Join(", ", state.Options.Select(option => $"{option.Text}: {option.Votes}")));
        Console.WriteLine($$"""{"system":"LivePoll","store":"{{store}}","operations":{{Operations}},"lost":{{state.Lost}},"milliseconds":{{watch.ElapsedMilliseconds}}}""");
    }
}

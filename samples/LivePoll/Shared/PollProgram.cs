using Samples;

namespace LivePoll;

/// <summary>Runs the load test, or with the argument <c>web</c> the page.</summary>
internal static class PollProgram
{
    private const string Help = """
        Lets 300 people vote at once, and says how many votes are lost.

        SAMPLES_POSTGRES=Host=…;Username=… names the server; without it a SQLite file is made and removed.

          web [url]   serves the page instead; http://127.0.0.1:5080
        """;

    public static Task<int> RunAsync(string[] args, params PollMode[] modes) => SampleProgram.RunAsync(Help, args, (rest, stop) => rest switch
    {
        [] => RunAsync(modes, url: null, stop),
        ["web"] => RunAsync(modes, "http://127.0.0.1:5080", stop),
        ["web", var url] => RunAsync(modes, url, stop),
        _ => null,
    });

    private static async Task RunAsync(PollMode[] modes, string? url, CancellationToken stop)
    {
        await using var database = await PollDatabase.CreateAsync(Environment.GetEnvironmentVariable("SAMPLES_POSTGRES"));
        var broadcaster = new Broadcaster();
        var poll = new Poll(database, new OpenPoll(), broadcaster, modes);
        if (url is null)
        {
            await LoadTest.RunAsync(poll, database.Store, stop);
            return;
        }

        await using var app = PollApp.Create(poll, broadcaster, url);
        await app.StartAsync(stop);
        Console.WriteLine($"{string.Join(", ", app.Urls)} ({database.Store}, {string.Join(" and ", poll.Modes)}); Ctrl+C ends it.");
        await app.WaitForShutdownAsync(stop);
    }
}

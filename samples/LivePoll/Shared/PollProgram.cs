namespace LivePoll;

/// <summary>Runs the load test, or with the argument <c>web</c> the page.</summary>
internal static class PollProgram
{
    public static async Task<int> RunAsync(string[] args, params PollMode[] modes)
    {
        await using var database = await PollDatabase.CreateAsync(Environment.GetEnvironmentVariable("SAMPLES_POSTGRES"));
        var broadcaster = new Broadcaster();
        var poll = new Poll(database, new OpenPoll(), broadcaster, modes);
        if (args is not ["web", ..])
        {
            await LoadTest.RunAsync(poll, database.Store);
            return 0;
        }

        await using var app = PollApp.Create(poll, broadcaster, args.Length > 1 ? args[1] : "http://127.0.0.1:5080");
        await app.StartAsync();
        Console.WriteLine($"{string.Join(", ", app.Urls)} ({database.Store}, {string.Join(" and ", poll.Modes)}); Ctrl+C ends it.");
        await app.WaitForShutdownAsync();
        return 0;
    }
}

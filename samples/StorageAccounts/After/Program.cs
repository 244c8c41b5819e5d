using Samples;
using StorageAccounts;

const string help = $"""
    {LoadTest.Help}
    REDIS_URL=redis://host:port or rediss://host:port (TLS) keeps locks and answers in Redis instead of the database.

      web [url]   serves the page instead; http://127.0.0.1:5081
    """;

return await SampleProgram.RunAsync(help, args, (rest, stop) => rest switch
{
    [] => LoadAsync(stop),
    ["web"] => ServeAsync("http://127.0.0.1:5081", stop),
    ["web", var url] => ServeAsync(url, stop),
    _ => null,
});

static async Task LoadAsync(CancellationToken stop)
{
    var redis = Environment.GetEnvironmentVariable("REDIS_URL");
    await using var database = await StorageDatabase.CreateAsync(Environment.GetEnvironmentVariable("SAMPLES_POSTGRES"));
    await using var app = await StorageApp.CreateAsync(database.Connection, redis, "http://127.0.0.1:0");
    await LoadTest.RunAsync(database, string.IsNullOrEmpty(redis) ? database.Store : $"{database.Store} and Redis", async owner =>
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IStorageAccounts>().CreateOrGetAsync(owner);
    }, stop);
}

static async Task ServeAsync(string url, CancellationToken stop)
{
    await using var database = await StorageDatabase.CreateAsync(Environment.GetEnvironmentVariable("SAMPLES_POSTGRES"));
    await using var app = await StorageApp.CreateAsync(database.Connection, Environment.GetEnvironmentVariable("REDIS_URL"), url);
    await app.StartAsync(stop);
    Console.WriteLine($"{string.Join(", ", app.Urls)}; Ctrl+C ends it.");
    await app.WaitForShutdownAsync(stop);
}

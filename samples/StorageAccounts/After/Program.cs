using StorageAccounts;

var redis = Environment.GetEnvironmentVariable("REDIS_URL");
await using var database = await StorageDatabase.CreateAsync(Environment.GetEnvironmentVariable("SAMPLES_POSTGRES"));
await using var app = await StorageApp.CreateAsync(database.Connection, redis, args is ["web", var url, ..] ? url : "http://127.0.0.1:5081");
if (args is ["web", ..])
{
    await app.StartAsync();
    Console.WriteLine($"{string.Join(", ", app.Urls)}; Ctrl+C ends it.");
    await app.WaitForShutdownAsync();
    return;
}

await LoadTest.RunAsync(database, string.IsNullOrEmpty(redis) ? database.Store : $"{database.Store} + Redis", async owner =>
{
    await using var scope = app.Services.CreateAsyncScope();
    return await scope.ServiceProvider.GetRequiredService<IStorageAccounts>().CreateOrGetAsync(owner);
});

using Samples;
using StorageAccounts;

return await SampleProgram.RunAsync(LoadTest.Help, args, (rest, stop) => rest is [] ? RunAsync(stop) : null);

static async Task RunAsync(CancellationToken stop)
{
    await using var database = await StorageDatabase.CreateAsync(Environment.GetEnvironmentVariable("SAMPLES_POSTGRES"));
    await LoadTest.RunAsync(database, database.Store, async owner =>
    {
        await using var db = database.Open();
        return await new RacyStorageAccounts(db).CreateOrGetAsync(owner);
    }, stop);
}

using StorageAccounts;

await using var database = await StorageDatabase.CreateAsync(Environment.GetEnvironmentVariable("SAMPLES_POSTGRES"));
await LoadTest.RunAsync(database, database.Store, async owner =>
{
    await using var db = database.Open();
    return await new RacyStorageAccounts(db).CreateOrGetAsync(owner);
});

using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Samples;

namespace StorageAccounts;

/// <summary>
/// 50 users sign up, and of each 10 requests arrive at the same moment: the sign-in's callback, the page that it leads to, and their retries.
/// </summary>
internal static class LoadTest
{
    private const int Users = 50;
    private const int RequestsEach = 10;
    private const int Operations = Users * RequestsEach;

    public const string Help = """
        Lets 50 users sign up with 10 requests each at once, and says how many accounts were made twice.

        SAMPLES_POSTGRES=Host=…;Username=… names the server; without it a SQLite file is made and removed.
        """;

    public static async Task RunAsync(StorageDatabase database, string store, Func<ProviderAccount, Task<AccountResult>> createOrGet, CancellationToken stop)
    {
        ThreadPool.SetMinThreads(32, 16);
        var owners = Enumerable.Range(1, Users).Select(i => new ProviderAccount($"user-{i}", "google", $"g-{i}")).ToList();
        foreach (var owner in owners) await database.SignInAsync(owner);

        var watch = Stopwatch.StartNew();
        foreach (var owner in owners)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, RequestsEach).Select(_ => Task.Run(() => createOrGet(owner), stop)));
            if (results.FirstOrDefault(result => result.Account is null) is { } failed) throw new InvalidOperationException($"A sign-up failed: {failed.Error}");
        }
        watch.Stop();

        // Each account beyond the first holds files that its user never sees again.
        await using var db = database.Open();
        var accounts = await db.StorageAccounts.CountAsync();
        Console.WriteLine($"{Operations} requests of {Users} users made {accounts} storage accounts");
        if (accounts < Users) throw new InvalidOperationException("A user has no account although the request was answered.");
        new LoadResult("StorageAccounts", store, Operations, accounts - Users, watch.ElapsedMilliseconds).Print();
    }
}

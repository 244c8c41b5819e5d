using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RaceSafe.Samples.Tests.Servers;
using StorageAccounts;

namespace RaceSafe.Samples.Tests.StorageAccounts;

/// <summary>One process of the service on a database; several may share one.</summary>
public sealed class StorageHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly bool _ownsDatabase;
    private string _suffix = "";

    private StorageHost(StorageDatabase database, ServiceProvider services, bool ownsDatabase)
    {
        (Database, _services, _ownsDatabase) = (database, services, ownsDatabase);
        services.ConnectToStore();
        Figures = new(services.GetRequiredService<AccountMetrics>());
    }

    public StorageDatabase Database { get; }

    public LiveFigures Figures { get; }

    public IServiceProvider Services => _services;

    /// <summary>Accounts in SQLite or PostgreSQL with locks and answers beside them; or accounts in SQLite and locks in Redis or Garnet.</summary>
    public static async Task<StorageHost> StartAsync(SampleServers servers, Store store)
    {
        if (store is not (Store.Redis or Store.Garnet)) return await StartAsync(await StorageDatabase.CreateAsync(await servers.ServerOfAsync(store)), null);

        var host = await StartAsync($"redis://127.0.0.1:{(await servers.StartAsync(store)).Port}");
        host._suffix = $"-{Guid.NewGuid():N}"; // answers that other tests left there speak of other users
        return host;
    }

    /// <summary>Accounts in a SQLite file of its own, locks at this address.</summary>
    public static async Task<StorageHost> StartAsync(string redisUrl, bool isDevelopment = false) =>
        await StartAsync(await StorageDatabase.CreateAsync(null), redisUrl, isDevelopment);

    /// <summary>Another process on the same database.</summary>
    public StorageHost Second(string? redisUrl = null, bool isDevelopment = false) => new(Database, Build(Database, redisUrl, isDevelopment), ownsDatabase: false);

    /// <summary>One request, on a pool thread as a server's.</summary>
    public Task<AccountResult> CreateOrGetAsync(ProviderAccount owner, CreateOptions? options = null, CancellationToken cancellationToken = default) =>
        InScopeAsync(services => services.GetRequiredService<IStorageAccounts>().CreateOrGetAsync(owner, options, cancellationToken));

    public Task<EnsureReport> EnsureAllAsync(string userId) => InScopeAsync(services =>
        services.GetRequiredService<IStorageAccounts>().EnsureAllAsync(services.GetRequiredService<StorageContext>(), userId));

    public Task<bool> DisconnectAsync(ProviderAccount owner) => InScopeAsync(services => services.GetRequiredService<AccountWriter>().DisconnectAsync(owner));

    public Task<List<StorageAccount>> AccountsAsync() =>
        InScopeAsync(services => services.GetRequiredService<StorageContext>().StorageAccounts.AsNoTracking().OrderBy(account => account.Id).ToListAsync());

    public Task<List<AccountOutcome>> EventsAsync() =>
        InScopeAsync(services => services.GetRequiredService<StorageContext>().AccountEvents.OrderBy(one => one.Id).Select(one => one.What).ToListAsync());

    /// <summary>Runs a statement on the database.</summary>
    public Task<int> SqlAsync(string statement) => InScopeAsync(services => services.GetRequiredService<StorageContext>().Database.ExecuteSqlRawAsync(statement));

    /// <summary>A user who signed in with a provider.</summary>
    public async Task<ProviderAccount> SignInAsync(string user = "ann", string provider = "google", string? accessToken = "access", DateTime? expiresAt = null, string? refreshToken = null)
    {
        var owner = new ProviderAccount(user + _suffix, provider, $"{provider}-of-{user}");
        await Database.SignInAsync(owner, accessToken, refreshToken, expiresAt);
        return owner;
    }

    public async ValueTask DisposeAsync()
    {
        Figures.Dispose();
        await _services.DisposeAsync();
        if (_ownsDatabase) await Database.DisposeAsync();
    }

    private static async Task<StorageHost> StartAsync(StorageDatabase database, string? redisUrl, bool isDevelopment = false)
    {
        await using (var db = database.Open()) await StorageServices.PrepareAsync(db);
        return new(database, Build(database, redisUrl, isDevelopment), ownsDatabase: true);
    }

    private static ServiceProvider Build(StorageDatabase database, string? redisUrl, bool isDevelopment) =>
        new ServiceCollection().AddStorageAccounts(database.Connection, redisUrl, isDevelopment).BuildServiceProvider();

    private Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work) => Task.Run(async () =>
    {
        await using var scope = _services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    });
}

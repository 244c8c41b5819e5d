using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RaceSafe;
using Samples;

namespace StorageAccounts;

/// <summary>Sets the service up.</summary>
public static class StorageServices
{
    /// <summary>Adds the service: accounts in this database, locks and answers in Redis, or without its address in the database too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="database">Connection string of PostgreSQL or SQLite; see <see cref="PrepareAsync"/>.</param>
    /// <param name="redisUrl">Value of <c>REDIS_URL</c>; null or empty for none.</param>
    /// <param name="isDevelopment">Whether requests may go on while the store of the locks is out of reach.</param>
    public static IServiceCollection AddStorageAccounts(this IServiceCollection services, string database, string? redisUrl, bool isDevelopment)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AccountMetrics>();
        services.AddSingleton<AccountBatch>();
        services.AddSingleton(s => new StoreGuard(
            isDevelopment, s.GetRequiredService<AccountMetrics>(), s.GetRequiredService<ILogger<StoreGuard>>(), s.GetRequiredService<TimeProvider>()));
        services.AddScoped(_ => StorageContext.Open(database));
        services.AddScoped<AccountWriter>();
        services.AddScoped<IStorageAccounts, SafeStorageAccounts>();
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store").AddCheck<DatabaseHealthCheck>("database");

        var raceSafe = services.AddRaceSafe();
        var retry = new RetryPolicy { TotalBudget = TimeSpan.FromSeconds(2) }; // a person waits for the answer
        if (!string.IsNullOrEmpty(redisUrl))
        {
            var redis = RedisUrl.Parse(redisUrl);
            (redis.AbortOnConnectFail, redis.ConnectTimeout, redis.SyncTimeout) = (false, 1000, 1000);
            raceSafe.UseRedis(redis.ToString(includePassword: true), options =>
                (options.Retry, options.AttemptTimeout, options.FailFastWhenDisconnected) = (retry, TimeSpan.FromSeconds(1), true));
        }
        else if (ContextOptions.IsPostgres(database))
        {
            raceSafe.UseNpgsql(database);
        }
        else
        {
            raceSafe.UseSqlite(database);
        }

        return services;
    }

    /// <summary>Connects to the store of the locks now, so that the first requests do not wait for it. Does not fail when it is out of reach.</summary>
    public static void ConnectToStore(this IServiceProvider services)
    {
        services.GetRequiredService<ILockProvider>();
        services.GetRequiredService<IIdempotency>();
    }

    /// <summary>Makes the tables that locks and answers need where they are kept in the database.</summary>
    public static async Task PrepareAsync(StorageContext db) => await SqlSchema.CreateAsync(db.Database.GetDbConnection());
}

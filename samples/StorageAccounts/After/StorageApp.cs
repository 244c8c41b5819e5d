using System.Net.ServerSentEvents;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StorageAccounts;

/// <summary>The web application: requests for accounts, and a page that shows locks and idempotency at work.</summary>
public static class StorageApp
{
    private const int MostRequestsAtOnce = 500;

    /// <summary>Makes the application on a database with its tables; the caller runs it.</summary>
    /// <param name="database">Connection string.</param>
    /// <param name="redisUrl">Value of <c>REDIS_URL</c>; null or empty for none.</param>
    /// <param name="url">Where to listen; port 0 takes a free one.</param>
    /// <param name="environment">In <c>Development</c> it goes on without Redis. Default: what <c>ASPNETCORE_ENVIRONMENT</c> says, or Production.</param>
    public static async Task<WebApplication> CreateAsync(string database, string? redisUrl, string url, string? environment = null)
    {
        await using (var db = StorageContext.Open(database)) await StorageServices.PrepareAsync(db);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddStorageAccounts(database, redisUrl, builder.Environment.IsDevelopment());
        builder.Services.AddSingleton<LiveFigures>();
        var app = builder.Build();
        app.Services.ConnectToStore();
        app.Services.GetRequiredService<LiveFigures>(); // listens from now on

        foreach (var (path, type) in new[] { ("index.html", "text/html"), ("figures.css", "text/css"), ("figures.js", "text/javascript") })
            app.MapGet(path == "index.html" ? "/" : $"/{path}", () => TypedResults.Content(Page(path), $"{type}; charset=utf-8"));
        app.MapHealthChecks("/health");
        app.MapGet("/api/figures", (LiveFigures figures, StoreGuard guard, HealthCheckService health, CancellationToken gone) =>
            TypedResults.ServerSentEvents(FiguresAsync(figures, guard, health, gone), "figures"));
        app.MapPost("/api/accounts", (ProviderAccount owner, bool? force, bool? respectDisconnected, HttpRequest request, IStorageAccounts accounts) =>
            AnswerAsync(accounts, owner, new()
            {
                ForceCreate = force ?? false,
                RespectDisconnected = respectDisconnected ?? true,
                RequestId = request.Headers["Idempotency-Key"].FirstOrDefault(),
            }));
        app.MapPost("/api/users/{userId}/ensure", (string userId, IStorageAccounts accounts, StorageContext db, CancellationToken gone) =>
            accounts.EnsureAllAsync(db, userId, gone));
        app.MapPost("/api/load", (int requests, IServiceScopeFactory scopes) => LoadAsync(scopes, requests));
        return app;
    }

    private static async IAsyncEnumerable<object> FiguresAsync(
        LiveFigures figures, StoreGuard guard, HealthCheckService health, [EnumeratorCancellation] CancellationToken gone)
    {
        while (!gone.IsCancellationRequested)
        {
            var report = await health.CheckHealthAsync(gone);
            yield return new { Figures = figures.Read(), guard.Circuit, Health = report.Entries.ToDictionary(one => one.Key, one => $"{one.Value.Status}") };
            await Task.Delay(TimeSpan.FromMilliseconds(500), gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Not tied to the request: who leaves has signed up.
    private static async Task<IResult> AnswerAsync(IStorageAccounts accounts, ProviderAccount owner, CreateOptions options)
    {
        if (string.IsNullOrWhiteSpace(owner.UserId) || string.IsNullOrWhiteSpace(owner.Provider) || string.IsNullOrWhiteSpace(owner.AccountId))
            return TypedResults.BadRequest("userId, provider and accountId are needed.");
        var result = await accounts.CreateOrGetAsync(owner, options);
        return result.Outcome == AccountOutcome.Error ? TypedResults.Conflict(result) : TypedResults.Ok(result);
    }

    /// <summary>A new user signs up, and so many requests for the account arrive at the same moment.</summary>
    private static async Task<IResult> LoadAsync(IServiceScopeFactory scopes, int requests)
    {
        if (requests is < 1 or > MostRequestsAtOnce) return TypedResults.BadRequest($"1 to {MostRequestsAtOnce} requests.");
        var owner = new ProviderAccount($"user-{Guid.NewGuid():N}", "google", "demo");
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<StorageContext>();
            db.OAuthRecords.Add(new() { UserId = owner.UserId, Provider = owner.Provider, ProviderAccountId = owner.AccountId, AccessToken = "access" });
            await db.SaveChangesAsync();
        }

        var results = await Task.WhenAll(Enumerable.Range(0, requests).Select(_ => Task.Run(async () =>
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<IStorageAccounts>().CreateOrGetAsync(owner);
        })));
        return TypedResults.Ok(new { Requests = requests, Accounts = results.Select(result => result.Account?.Id).OfType<int>().Distinct().Count() });
    }

    private static string Page(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

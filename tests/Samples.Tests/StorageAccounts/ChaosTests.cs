using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RaceSafe.Proxies;
using RaceSafe.Samples.Tests.Servers;
using RaceSafe.Servers;
using StorageAccounts;

namespace RaceSafe.Samples.Tests.StorageAccounts;

/// <summary>Redis is killed, restarted, paused. Never two accounts; without Redis an error, and in development only an account all the same.</summary>
[Collection(SampleCollection.Name)]
public sealed class ChaosTests
{
    private const string OutOfReach = "Accounts cannot be made at the moment. Try again: there will be one account.";

    [RealServerFact(RealServer.Redis)]
    public async Task Without_redis_requests_are_refused_soon_at_once_and_when_it_is_back_they_are_answered()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var host = await StorageHost.StartAsync($"redis://127.0.0.1:{redis.Port}");
        var ann = await host.SignInAsync("ann");
        var bob = await host.SignInAsync("bob");
        var made = await host.CreateOrGetAsync(ann);

        await redis.KillAsync();
        for (var i = 0; i < 4; i++)
        {
            var refused = await host.CreateOrGetAsync(bob);
            Assert.Equal((AccountOutcome.Error, OutOfReach), (refused.Outcome, refused.Error));
        }
        Assert.Equal("Open", host.Services.GetRequiredService<StoreGuard>().Circuit);
        var clock = Stopwatch.StartNew();
        Assert.Equal(OutOfReach, (await host.CreateOrGetAsync(bob)).Error);
        Assert.InRange(clock.ElapsedMilliseconds, 0, 1000); // no attempt, and no retry, which take seconds
        Assert.Equal(5, host.Figures.Read().StoreFailures);
        Assert.Equal(["ann"], (await host.AccountsAsync()).Select(account => account.UserId));

        await redis.StartAsync();
        Assert.Equal(AccountOutcome.Created, (await UntilAnsweredAsync(host, bob)).Outcome);
        // It kept nothing: the request of before is worked on again, and finds.
        Assert.Equal((AccountOutcome.Found, made.Account!.Id), await UntilAnsweredAsync(host, ann) is var again ? (again.Outcome, again.Account!.Id) : default);
        Assert.Equal("Closed", host.Services.GetRequiredService<StoreGuard>().Circuit);
    }

    [RealServerFact(RealServer.Redis)]
    public async Task In_development_requests_go_on_without_redis_and_even_two_processes_make_one_account()
    {
        await using var redis = await RedisServer.StartNewAsync();
        var url = $"redis://127.0.0.1:{redis.Port}";
        await using var host = await StorageHost.StartAsync(url, isDevelopment: true);
        await using var second = host.Second(url, isDevelopment: true);
        var owner = await host.SignInAsync();
        await redis.KillAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? host : second).CreateOrGetAsync(owner)));

        var account = Assert.Single(await host.AccountsAsync());
        Assert.All(results, result => Assert.Equal(account.Id, result.Account?.Id));
        Assert.Single(results, result => result.Outcome == AccountOutcome.Created);
        Assert.Equal(20, host.Figures.Read().StoreFailures + second.Figures.Read().StoreFailures);
    }

    [RealServerFact(RealServer.Redis)]
    public async Task While_redis_stands_still_a_request_is_refused_in_time_and_its_retry_is_answered()
    {
        if (OperatingSystem.IsWindows()) return; // no SIGSTOP
        await using var redis = await RedisServer.StartNewAsync();
        await using var host = await StorageHost.StartAsync($"redis://127.0.0.1:{redis.Port}");
        var owner = await host.SignInAsync();
        await host.CreateOrGetAsync(await host.SignInAsync("warm-up"));

        redis.Pause();
        var clock = Stopwatch.StartNew();
        Assert.Equal(OutOfReach, (await host.CreateOrGetAsync(owner)).Error);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
        redis.Resume();

        Assert.NotNull((await UntilAnsweredAsync(host, owner)).Account);
        Assert.Equal(2, (await host.AccountsAsync()).Count);
    }

    [RealServerFact(RealServer.Redis)]
    public async Task Redis_killed_and_restarted_under_load_costs_retries_and_makes_no_second_account()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var host = await StorageHost.StartAsync($"redis://127.0.0.1:{redis.Port}");
        var owners = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => host.SignInAsync($"user-{i}")));
        await UntilAnsweredAsync(host, owners[0]);

        var load = owners.SelectMany(owner => Enumerable.Range(0, 4).Select(async i =>
        {
            await Task.Delay(40 * i);
            return await UntilAnsweredAsync(host, owner);
        })).ToList();
        await Task.Delay(30);
        await redis.RestartAsync();
        var results = await Task.WhenAll(load);

        Assert.All(results, result => Assert.NotNull(result.Account));
        Assert.Equal(owners.Length, (await host.AccountsAsync()).Count);
        Assert.Equal(owners.Length, (await host.EventsAsync()).Count(what => what == AccountOutcome.Created));
    }

    [RealServerFact(RealServer.Redis)]
    public async Task A_busy_lock_is_asked_for_at_growing_intervals_and_then_there_is_an_error()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var way = new FaultProxy(redis.Port);
        await using var host = await StorageHost.StartAsync($"redis://127.0.0.1:{way.Port}");
        var owner = await host.SignInAsync();
        await using var held = await host.Services.GetRequiredService<ILockProvider>().AcquireAsync(AccountKeys.Lock(owner));
        var asked = new ConcurrentQueue<long>();
        way.Plan = request =>
        {
            if (Encoding.ASCII.GetString(request.Span).Contains("racesafe-lock:{")) asked.Enqueue(Stopwatch.GetTimestamp());
            return Fault.None;
        };

        var refused = await host.CreateOrGetAsync(owner, new() { ForceCreate = true });

        Assert.Equal((AccountOutcome.Error, "Other requests work on this account; try again."), (refused.Outcome, refused.Error));
        Assert.Equal(1, host.Figures.Read().LocksMissed);
        var pauses = asked.Zip(asked.Skip(1), (from, to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds).ToList();
        Assert.InRange(pauses.Count, 3, 30); // within 3 s
        Assert.True(pauses.TakeLast(2).Average() > 2 * pauses.Take(2).Average(), string.Join(", ", pauses));
    }

    private static async Task<AccountResult> UntilAnsweredAsync(StorageHost host, ProviderAccount owner)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            var result = await host.CreateOrGetAsync(owner);
            if (result.Account is not null || waited.Elapsed > TimeSpan.FromSeconds(15)) return result;
        }
    }
}

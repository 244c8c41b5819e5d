using RaceSafe.Samples.Tests.Servers;
using StorageAccounts;

namespace RaceSafe.Samples.Tests.StorageAccounts;

/// <summary>Many requests at the same moment.</summary>
[Collection(SampleCollection.Name)]
public sealed class ConcurrencyTests(SampleServers servers)
{
    [Theory, On(Store.Sqlite), On(Store.Postgres), On(Store.Redis), On(Store.Garnet)]
    public async Task Of_many_sign_ups_at_once_one_creates_and_all_get_the_account(Store store)
    {
        await using var host = await StorageHost.StartAsync(servers, store);
        var owner = await host.SignInAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => host.CreateOrGetAsync(owner)));

        var account = Assert.Single(await host.AccountsAsync());
        Assert.All(results, result => Assert.Equal(account.Id, result.Account?.Id));
        Assert.Single(results, result => result is { Outcome: AccountOutcome.Created, IsReplayed: false });
        Assert.Equal([AccountOutcome.Created], await host.EventsAsync());
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres), On(Store.Redis)]
    public async Task Two_processes_and_requests_that_remember_nothing_make_one_account(Store store)
    {
        await using var host = await StorageHost.StartAsync(servers, store);
        await using var second = host.Second(store == Store.Redis ? $"redis://127.0.0.1:{(await servers.StartAsync(store)).Port}" : null);
        var owner = await host.SignInAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => (i % 2 == 0 ? host : second).CreateOrGetAsync(owner, new() { ForceCreate = true })));

        Assert.Single(await host.AccountsAsync());
        Assert.Single(results, result => result.Outcome == AccountOutcome.Created);
        Assert.Equal(15, results.Count(result => result.Outcome == AccountOutcome.Found));
        Assert.Equal(16, host.Figures.Read().LocksHad); // the runtime's meter is one for both, which share this process
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres), On(Store.Redis)]
    public async Task A_retry_of_a_named_request_gets_the_first_answer_and_another_request_under_the_name_none(Store store)
    {
        await using var host = await StorageHost.StartAsync(servers, store);
        var owner = await host.SignInAsync();
        var box = await host.SignInAsync(provider: "box");
        var named = new CreateOptions { RequestId = "sign-up 1" };

        var first = await host.CreateOrGetAsync(owner, named);
        var retry = await host.CreateOrGetAsync(owner, named);

        Assert.Equal((AccountOutcome.Created, false), (first.Outcome, first.IsReplayed));
        Assert.Equal((AccountOutcome.Created, true, first.Account!.Id), (retry.Outcome, retry.IsReplayed, retry.Account!.Id));
        var refused = await host.CreateOrGetAsync(box, named);
        Assert.Equal((AccountOutcome.Error, "This request id belongs to another request."), (refused.Outcome, refused.Error));
        Assert.Single(await host.AccountsAsync());
    }

    [Theory, On(Store.Sqlite), On(Store.Redis)]
    public async Task A_remembered_answer_about_an_account_that_is_gone_is_not_given(Store store)
    {
        await using var host = await StorageHost.StartAsync(servers, store);
        var owner = await host.SignInAsync();
        await host.CreateOrGetAsync(owner);
        await host.SqlAsync("""DELETE FROM "AccountEvents" """);
        await host.SqlAsync("""DELETE FROM "StorageAccounts" """);

        Assert.Equal((AccountOutcome.Created, false), await host.CreateOrGetAsync(owner) is var again ? (again.Outcome, again.IsReplayed) : default);
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres), On(Store.Redis)]
    public async Task Users_neither_wait_for_nor_see_each_other(Store store)
    {
        await using var host = await StorageHost.StartAsync(servers, store);
        var ann = await host.SignInAsync("ann");
        var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.SignInAsync($"user-{i}")));

        // Ann's account is locked by somebody who does not let go.
        var locks = (ILockProvider)host.Services.GetService(typeof(ILockProvider))!;
        await using var held = await locks.AcquireAsync(AccountKeys.Lock(ann));
        using var gone = new CancellationTokenSource();
        var waiting = host.CreateOrGetAsync(ann, cancellationToken: gone.Token);
        var results = await Task.WhenAll(others.Select(other => host.CreateOrGetAsync(other)));

        Assert.All(results.Zip(others), pair => Assert.Equal((AccountOutcome.Created, pair.Second.UserId), (pair.First.Outcome, pair.First.Account!.UserId)));
        Assert.Equal(20, (await host.AccountsAsync()).Select(account => account.UserId).Distinct().Count());
        await gone.CancelAsync();
        // She gave up, or after 3 s the service did.
        if (await Record.ExceptionAsync(() => waiting) is { } left) Assert.IsAssignableFrom<OperationCanceledException>(left);
        else Assert.Equal(AccountOutcome.Error, (await waiting).Outcome);
        Assert.Equal(20, (await host.AccountsAsync()).Count);
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres), On(Store.Redis)]
    public async Task Under_load_every_user_has_one_account_and_the_figures_add_up(Store store)
    {
        const int users = 20, each = 10;
        await using var host = await StorageHost.StartAsync(servers, store);
        var owners = await Task.WhenAll(Enumerable.Range(0, users).Select(i => host.SignInAsync($"user-{i}")));
        var requests = Enumerable.Range(0, each).SelectMany(_ => owners).ToArray();
        new Random(1).Shuffle(requests);

        var results = await Task.WhenAll(requests.Select(owner => host.CreateOrGetAsync(owner)));

        Assert.All(results.Zip(requests), pair => Assert.Equal(pair.Second.UserId, pair.First.Account?.UserId));
        Assert.Equal(users, (await host.AccountsAsync()).Count);
        var figures = host.Figures.Read();
        Assert.Equal((users, 0), (figures.LocksHad, figures.LocksMissed));
        Assert.Equal((users * each, 0.9, 0), (figures.Requests, figures.HitRate, figures.StoreFailures));
        Assert.Equal((users, users * (each - 1)), (figures.Answers["created"], figures.Answers["replayed"]));
        Assert.True(figures is { AnswerMs: > 0, LockWaitMs: > 0 });
    }

    [Fact]
    public async Task A_batch_sees_to_each_user_once_and_an_error_of_one_stops_no_other()
    {
        await using var host = await StorageHost.StartAsync(servers, Store.Sqlite);
        var users = Enumerable.Range(0, 25).Select(i => $"user-{i}").ToList();
        foreach (var user in users) await host.SignInAsync(user, accessToken: user == "user-7" ? null : "access");
        var batch = (AccountBatch)host.Services.GetService(typeof(AccountBatch))!;

        // Two batches at once, users named twice.
        var reports = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => batch.EnsureAllAsync(users.Concat(users)))));

        Assert.All(reports, report => Assert.Equal(25, report.Count));
        Assert.Equal(24, reports.Sum(report => report.Values.Sum(one => one.Created)));
        Assert.Equal(24, reports.Sum(report => report.Values.Sum(one => one.Validated)));
        Assert.All(reports, report => Assert.Equal(["google: The sign-in left no access token."], report["user-7"].Errors));
        Assert.Equal(24, (await host.AccountsAsync()).Count);
    }
}

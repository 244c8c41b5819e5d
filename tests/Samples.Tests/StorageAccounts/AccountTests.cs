using RaceSafe.Samples.Tests.Servers;
using StorageAccounts;

namespace RaceSafe.Samples.Tests.StorageAccounts;

/// <summary>What one request does.</summary>
[Collection(SampleCollection.Name)]
public sealed class AccountTests(SampleServers servers)
{
    [Theory, On(Store.Sqlite), On(Store.Postgres), On(Store.Redis)]
    public async Task The_first_request_creates_and_a_forced_one_finds(Store store)
    {
        await using var host = await StorageHost.StartAsync(servers, store);
        var owner = await host.SignInAsync();

        var created = await host.CreateOrGetAsync(owner);
        var found = await host.CreateOrGetAsync(owner, new() { ForceCreate = true });

        Assert.Equal((AccountOutcome.Created, AccountOutcome.Found), (created.Outcome, found.Outcome));
        Assert.Equal(created.Account!.Id, found.Account!.Id);
        Assert.Single(await host.AccountsAsync());
        Assert.Equal([AccountOutcome.Created, AccountOutcome.Found], await host.EventsAsync());
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres), On(Store.Redis)]
    public async Task What_the_user_disconnected_stays_so_until_it_is_asked_for_without_respect(Store store)
    {
        await using var host = await StorageHost.StartAsync(servers, store);
        var owner = await host.SignInAsync();
        await host.CreateOrGetAsync(owner);
        Assert.True(await host.DisconnectAsync(owner));
        Assert.False(await host.DisconnectAsync(owner));

        // Also the answer that is remembered from the first request does not hide it.
        Assert.Equal(AccountOutcome.Disconnected, (await host.CreateOrGetAsync(owner)).Outcome);
        Assert.Equal(AccountOutcome.Disconnected, (await host.CreateOrGetAsync(owner, new() { ForceCreate = true })).Outcome);
        Assert.Equal(AccountStatus.Disconnected, Assert.Single(await host.AccountsAsync()).Status);

        var reconnected = await host.CreateOrGetAsync(owner, new() { RespectDisconnected = false });
        Assert.Equal((AccountOutcome.Reconnected, AccountStatus.Active), (reconnected.Outcome, reconnected.Account!.Status));
        Assert.Equal(AccountStatus.Active, Assert.Single(await host.AccountsAsync()).Status);
    }

    [Fact]
    public async Task All_provider_accounts_of_a_user_are_created_validated_skipped_or_an_error_each()
    {
        await using var host = await StorageHost.StartAsync(servers, Store.Sqlite);
        await host.SignInAsync(provider: "box");
        var dropbox = await host.SignInAsync(provider: "dropbox");
        var google = await host.SignInAsync(provider: "google");
        await host.SignInAsync(provider: "onedrive", accessToken: null);
        await host.CreateOrGetAsync(dropbox);
        await host.CreateOrGetAsync(google);
        await host.DisconnectAsync(dropbox);

        var report = await host.EnsureAllAsync("ann");

        Assert.Equal((1, 1, 1), (report.Created, report.Validated, report.Skipped));
        Assert.Equal(["onedrive: The sign-in left no access token."], report.Errors);
        Assert.Equal((0, 2, 1, 1), ((await host.EnsureAllAsync("ann")) is var again ? (again.Created, again.Validated, again.Skipped, again.Errors.Count) : default));
        Assert.Equal(3, (await host.AccountsAsync()).Count);
    }

    [Theory]
    [InlineData("access", null, null, null)]
    [InlineData("access", null, 1, null)]
    [InlineData("access", "refresh", -1, null)]
    [InlineData("access", null, -1, "The access has expired and cannot be renewed; the user must sign in again.")]
    [InlineData("access", " ", 0, "The access has expired and cannot be renewed; the user must sign in again.")]
    [InlineData(" ", "refresh", 1, "The sign-in left no access token.")]
    public void A_sign_in_is_good_as_long_as_its_access_lasts_or_can_be_renewed(string access, string? refresh, int? expiresInHours, string? error)
    {
        var now = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var record = new OAuthRecord
        {
            UserId = "ann", Provider = "google", ProviderAccountId = "a", AccessToken = access, RefreshToken = refresh,
            ExpiresAt = expiresInHours is { } hours ? now.AddHours(hours) : null,
        };
        Assert.Equal(error, OAuthRecord.FindError(record, now));
    }

    [Fact]
    public async Task A_bad_sign_in_is_not_remembered()
    {
        await using var host = await StorageHost.StartAsync(servers, Store.Sqlite);
        var owner = new ProviderAccount("ann", "google", "google-of-ann");

        var refused = await host.CreateOrGetAsync(owner);
        Assert.Equal((AccountOutcome.Error, "The user has not signed in with this provider account."), (refused.Outcome, refused.Error));

        await host.SignInAsync();
        Assert.Equal(AccountOutcome.Created, (await host.CreateOrGetAsync(owner)).Outcome);
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres), On(Store.Redis)]
    public async Task When_the_database_fails_nothing_remains_and_the_retry_creates(Store store)
    {
        await using var host = await StorageHost.StartAsync(servers, store);
        var owner = await host.SignInAsync();
        await host.SqlAsync("""ALTER TABLE "AccountEvents" RENAME TO "Elsewhere" """); // the second write of the transaction fails

        var failed = await host.CreateOrGetAsync(owner);
        Assert.Equal((AccountOutcome.Error, "The database failed. Try again: there will be one account."), (failed.Outcome, failed.Error));
        Assert.Empty(await host.AccountsAsync());

        await host.SqlAsync("""ALTER TABLE "Elsewhere" RENAME TO "AccountEvents" """);
        Assert.Equal(AccountOutcome.Created, (await host.CreateOrGetAsync(owner)).Outcome);
    }

    [Fact]
    public async Task Arguments_that_name_nobody_are_refused()
    {
        await using var host = await StorageHost.StartAsync(servers, Store.Sqlite);
        foreach (var owner in new ProviderAccount[] { new("", "google", "a"), new("ann", " ", "a"), new("ann", "google", "") })
            await Assert.ThrowsAsync<ArgumentException>(() => host.CreateOrGetAsync(owner));
    }
}

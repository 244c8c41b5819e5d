using StorageAccounts;

namespace RaceSafe.Samples.Tests.StorageAccounts;

/// <summary>How locks and requests are named, and where the store is.</summary>
public sealed class KeyTests
{
    private static readonly ProviderAccount _ann = new("ann", "google", "ann@example.org");

    [Fact]
    public void A_lock_carries_the_user_and_hides_the_account()
    {
        Assert.Equal(AccountKeys.Lock(_ann), AccountKeys.Lock(_ann with { }));
        Assert.StartsWith("storage-account:ann:v1:account:", AccountKeys.Lock(_ann));
        Assert.DoesNotContain("example.org", AccountKeys.Lock(_ann));
    }

    [Fact]
    public void The_key_of_a_request_is_the_same_everywhere_and_hashed()
    {
        // In another process, on another day, in another culture.
        Assert.Equal("v1:storage-accounts/create:78c0af1dcd483d3000a3bd82c17fcde1588b938a7e11342d61faac115ee47641", AccountKeys.Request(_ann, new()).Value);
        Assert.Matches("^v1:storage-accounts/request:[0-9a-f]{64}$", AccountKeys.Request(_ann, new() { RequestId = "ann-1" }).Value);
    }

    [Fact]
    public void No_two_users_accounts_or_wishes_share_a_name()
    {
        ProviderAccount[] owners = [_ann, _ann with { UserId = "bob" }, _ann with { Provider = "box" }, _ann with { AccountId = "b" }, new("ann:google", "x", "y"), new("ann", "google:x", "y")];
        Assert.Equal(owners.Length, owners.Select(AccountKeys.Lock).Distinct().Count());
        Assert.Equal(owners.Length, owners.Select(owner => AccountKeys.Request(owner, new())).Distinct().Count());
        Assert.NotEqual(AccountKeys.Request(_ann, new()), AccountKeys.Request(_ann, new() { RespectDisconnected = false }));
        Assert.NotEqual(AccountKeys.Request(_ann, new() { RequestId = "1" }), AccountKeys.Request(_ann with { UserId = "bob" }, new() { RequestId = "1" }));
    }

    [Fact]
    public void A_burst_is_remembered_for_a_minute_and_a_named_request_for_a_day()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), AccountKeys.Memory(new()).ResultTtl);
        Assert.Equal(TimeSpan.FromHours(24), AccountKeys.Memory(new() { RequestId = "1" }).ResultTtl);
    }

    [Theory]
    [InlineData("redis://store:7000", "store", 7000, false, null)]
    [InlineData("rediss://store", "store", 6379, true, null)]
    [InlineData("rediss://user:p%40ss@store.example.org:6380", "store.example.org", 6380, true, "p@ss")]
    public void The_address_says_whether_to_use_tls(string address, string host, int port, bool tls, string? password)
    {
        var options = StoreAddress.Parse(address);

        Assert.Equal($"{host}:{port}", Assert.Single(options.EndPoints) switch { System.Net.DnsEndPoint end => $"{end.Host}:{end.Port}", var other => $"{other}" });
        Assert.Equal((tls, password), (options.Ssl, options.Password));
        // As the runtime gets it.
        Assert.Contains(tls ? "ssl=True" : host, options.ToString(includePassword: true), StringComparison.OrdinalIgnoreCase);
    }

    [Theory, InlineData("http://:secret@store"), InlineData("store:6379"), InlineData("rediss://")]
    public void Another_address_is_refused_without_showing_it(string address) =>
        Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>(() => StoreAddress.Parse(address)).Message);
}

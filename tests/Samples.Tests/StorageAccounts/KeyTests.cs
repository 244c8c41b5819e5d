using StorageAccounts;

namespace RaceSafe.Samples.Tests.StorageAccounts;

/// <summary>How locks and requests are named.</summary>
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
}

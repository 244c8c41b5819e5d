using RaceSafe;

namespace StorageAccounts;

/// <summary>Names of locks and requests: the same in every process, and never the same for two users.</summary>
public static class AccountKeys
{
    private static readonly TimeSpan _retriesOfOneRequest = TimeSpan.FromHours(24);
    private static readonly TimeSpan _burst = TimeSpan.FromMinutes(1);

    /// <summary>The lock of one account. Carries the user, so that an operator sees whose request waits; the rest is hashed to one length.</summary>
    public static string Lock(ProviderAccount owner) => $"storage-account:{owner.UserId}:{IdempotencyKey.Create("account", owner.Provider, owner.AccountId)}";

    /// <summary>The request: the client's name for it, or else what is asked for. Hashed: nobody can be read back from it.</summary>
    public static IdempotencyKey Request(ProviderAccount owner, CreateOptions options) => options.RequestId is { } id
        ? IdempotencyKey.Create("storage-accounts/request", owner.UserId, id)
        : IdempotencyKey.Create("storage-accounts/create", owner.UserId, owner.Provider, owner.AccountId, options.RespectDisconnected);

    /// <summary>How the answer is remembered.</summary>
    public static IdempotencyOptions Memory(CreateOptions options) => new()
    {
        ResultTtl = options.RequestId is null ? _burst : _retriesOfOneRequest,
        ClaimLease = TimeSpan.FromSeconds(10),
        WaitTimeout = TimeSpan.FromSeconds(10),
    };
}

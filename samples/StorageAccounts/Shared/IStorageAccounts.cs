namespace StorageAccounts;

/// <summary>Makes the storage accounts of users. One instance serves one request.</summary>
public interface IStorageAccounts
{
    /// <summary>The storage account of a provider account; made when there is none.</summary>
    Task<AccountResult> CreateOrGetAsync(ProviderAccount owner, CreateOptions? options = null, CancellationToken cancellationToken = default);
}

/// <summary>A user's account with a provider.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Provider">Such as <c>google</c>.</param>
/// <param name="AccountId">The account there.</param>
public sealed record ProviderAccount(string UserId, string Provider, string AccountId);

/// <summary>How an account is made or found.</summary>
public sealed record CreateOptions
{
    /// <summary>Asks the database although an earlier answer is remembered. Never makes a second account.</summary>
    public bool ForceCreate { get; init; }

    /// <summary>True: what the user disconnected stays so, and the result says it. False: it is connected again. Default true.</summary>
    public bool RespectDisconnected { get; init; } = true;

    /// <summary>The client's name for this request, the same in each retry of it. Default null: requests for the same account within a minute are one.</summary>
    public string? RequestId { get; init; }
}

/// <summary>What became of a request.</summary>
public enum AccountOutcome
{
    Created,
    Found,
    Reconnected,

    /// <summary>The user disconnected the account; nothing was changed.</summary>
    Disconnected,

    /// <summary>There is no account to answer with; <see cref="AccountResult.Error"/> says why.</summary>
    Error,
}

/// <summary>The answer to a request.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Account">The account; null after an error.</param>
/// <param name="Error">Why there is none.</param>
/// <param name="IsReplayed">An earlier or concurrent request did the work, and this is its answer.</param>
public sealed record AccountResult(AccountOutcome Outcome, StorageAccount? Account, string? Error = null, bool IsReplayed = false);

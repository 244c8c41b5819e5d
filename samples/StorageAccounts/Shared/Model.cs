namespace StorageAccounts;

/// <summary>Whether the user wants the account to be used.</summary>
public enum AccountStatus
{
    /// <summary>Files of the user are kept there.</summary>
    Active,

    /// <summary>The user took it away. It stays so until the user says otherwise.</summary>
    Disconnected,
}

/// <summary>Where files of a user are kept: one for each account that the user has with a provider.</summary>
public sealed partial class StorageAccount
{
    public int Id { get; set; }

    public required string UserId { get; set; }

    public required string Provider { get; set; }

    public required string ProviderAccountId { get; set; }

    public AccountStatus Status { get; set; }

    public DateTime CreatedAt { get; set; }
}

/// <summary>What a sign-in with a provider left: the right to use the account there.</summary>
public sealed class OAuthRecord
{
    public required string UserId { get; set; }

    public required string Provider { get; set; }

    public required string ProviderAccountId { get; set; }

    public string? AccessToken { get; set; }

    public string? RefreshToken { get; set; }

    /// <summary>End of the access, UTC; null for none.</summary>
    public DateTime? ExpiresAt { get; set; }

    /// <summary>Why nothing can be stored with this right; null when it is good.</summary>
    public static string? FindError(OAuthRecord? record, DateTime now) =>
        record is null ? "The user has not signed in with this provider account."
        : string.IsNullOrWhiteSpace(record.AccessToken) ? "The sign-in left no access token."
        : record.ExpiresAt <= now && string.IsNullOrWhiteSpace(record.RefreshToken) ? "The access has expired and cannot be renewed; the user must sign in again."
        : null;
}

/// <summary>What happened to a storage account.</summary>
public sealed class AccountEvent
{
    public int Id { get; set; }

    public int AccountId { get; set; }

    public AccountOutcome What { get; set; }

    public DateTime At { get; set; }
}

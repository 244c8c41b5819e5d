using Microsoft.EntityFrameworkCore;

namespace StorageAccounts;

/// <summary>Looks, and makes what it did not find: who looked at the same moment makes another.</summary>
public sealed class RacyStorageAccounts(StorageContext db) : IStorageAccounts
{
    public async Task<AccountResult> CreateOrGetAsync(ProviderAccount owner, CreateOptions? options = null, CancellationToken cancellationToken = default)
    {
        var right = await db.OAuthRecords.FindAsync([owner.UserId, owner.Provider, owner.AccountId], cancellationToken);
        if (OAuthRecord.FindError(right, DateTime.UtcNow) is { } error) return new(AccountOutcome.Error, null, error);
        return await FindOrCreateAsync(owner, cancellationToken);
    }

    private async Task<AccountResult> FindOrCreateAsync(ProviderAccount owner, CancellationToken cancellationToken)
    {
        var existing = await db.StorageAccounts.FirstOrDefaultAsync(
            account => account.UserId == owner.UserId && account.Provider == owner.Provider && account.ProviderAccountId == owner.AccountId, cancellationToken);
        if (existing is not null) return new(existing.Status == AccountStatus.Active ? AccountOutcome.Found : AccountOutcome.Disconnected, existing);

        var created = new StorageAccount
        {
            UserId = owner.UserId,
            Provider = owner.Provider,
            ProviderAccountId = owner.AccountId,
            CreatedAt = DateTime.UtcNow,
        };
        db.StorageAccounts.Add(created); // RACE3002
        await db.SaveChangesAsync(cancellationToken);
        return new(AccountOutcome.Created, created);
    }
}

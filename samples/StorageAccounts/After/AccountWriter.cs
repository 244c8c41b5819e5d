using Microsoft.EntityFrameworkCore;
using RaceSafe;

namespace StorageAccounts;

/// <summary>
/// Makes, finds or connects an account, in one transaction with the row that tells of it. Right by itself: the unique index lets one of all callers insert.
/// The lock around it only keeps the others from asking the database in vain.
/// </summary>
public sealed class AccountWriter(StorageContext db, TimeProvider time)
{
    /// <exception cref="AccountRefusedException">The user has no right to use the provider account.</exception>
    public async Task<AccountResult> WriteAsync(ProviderAccount owner, CreateOptions options, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear(); // of what an attempt before this one left
        var now = time.GetUtcNow().UtcDateTime;
        var right = await db.OAuthRecords.AsNoTracking().SingleOrDefaultAsync(
            record => record.UserId == owner.UserId && record.Provider == owner.Provider && record.ProviderAccountId == owner.AccountId, cancellationToken);
        if (OAuthRecord.FindError(right, now) is { } error) throw new AccountRefusedException(error);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var missing = new StorageAccount { UserId = owner.UserId, Provider = owner.Provider, ProviderAccountId = owner.AccountId, CreatedAt = now };
        var inserted = await db.StorageAccounts.InsertIfAbsentAsync(
            missing, account => new { account.UserId, account.Provider, account.ProviderAccountId }, cancellationToken: cancellationToken);
        var outcome = inserted.Succeeded ? AccountOutcome.Created : await SettleAsync(inserted.Value, options, cancellationToken);
        db.AccountEvents.Add(new AccountEvent { AccountId = inserted.Value.Id, What = outcome, At = now });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(outcome, inserted.Value);
    }

    /// <summary>The user's own wish: the account is not used any longer. False when it was not in use.</summary>
    public async Task<bool> DisconnectAsync(ProviderAccount owner, CancellationToken cancellationToken = default) =>
        await db.StorageAccounts
            .Where(account => account.UserId == owner.UserId && account.Provider == owner.Provider && account.ProviderAccountId == owner.AccountId)
            .Where(account => account.Status == AccountStatus.Active)
            .ExecuteUpdateAsync(set => set.SetProperty(account => account.Status, AccountStatus.Disconnected), cancellationToken) == 1;

    private async Task<AccountOutcome> SettleAsync(StorageAccount account, CreateOptions options, CancellationToken cancellationToken)
    {
        if (account.Status == AccountStatus.Active) return AccountOutcome.Found;
        if (options.RespectDisconnected) return AccountOutcome.Disconnected;

        var reconnected = await db.StorageAccounts.Where(one => one.Id == account.Id && one.Status == AccountStatus.Disconnected)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Status, AccountStatus.Active), cancellationToken);
        await db.Entry(account).ReloadAsync(cancellationToken);
        return reconnected == 1 ? AccountOutcome.Reconnected : AccountOutcome.Found;
    }
}

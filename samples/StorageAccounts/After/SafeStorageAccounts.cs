using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using RaceSafe;

namespace StorageAccounts;

/// <summary>
/// One request is worked on once: a retry or a duplicate gets the first answer (idempotency), requests for one account follow one another (lock), and the database
/// has the last word (unique index).
/// </summary>
public sealed class SafeStorageAccounts(
    StorageContext db, AccountWriter writer, ILockProvider locks, IIdempotency idempotency, StoreGuard guard, AccountMetrics metrics) : IStorageAccounts
{
    // The provider asks again with exponential back-off, 5 ms to 1 s, for as long as Wait says.
    private static readonly LockOptions _lock = new() { Lease = TimeSpan.FromSeconds(10), Wait = TimeSpan.FromSeconds(3), MaxHold = TimeSpan.FromSeconds(30) };

    public async Task<AccountResult> CreateOrGetAsync(ProviderAccount owner, CreateOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(owner.UserId);
        ArgumentException.ThrowIfNullOrWhiteSpace(owner.Provider);
        ArgumentException.ThrowIfNullOrWhiteSpace(owner.AccountId);
        var start = Stopwatch.GetTimestamp();
        var result = await AnswerAsync(owner, options ?? new(), cancellationToken);
        metrics.Answered(result, Stopwatch.GetElapsedTime(start));
        return result;
    }

    private async Task<AccountResult> AnswerAsync(ProviderAccount owner, CreateOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await guard.RunAsync(
                ct => options.ForceCreate ? UnderLockAsync(owner, options, ct) : OnceAsync(owner, options, ct),
                AccountKeys.Lock(owner), ct => writer.WriteAsync(owner, options, ct), cancellationToken);
        }
        catch (AccountRefusedException refused)
        {
            return new(AccountOutcome.Error, null, refused.Message);
        }
        catch (IdempotencyMismatchException)
        {
            return new(AccountOutcome.Error, null, "This request id belongs to another request.");
        }
        catch (IdempotencyInFlightException)
        {
            return new(AccountOutcome.Error, null, "The same request is still being worked on; try again.");
        }
        catch (Exception failure) when (failure is DbException or DbUpdateException)
        {
            return new(AccountOutcome.Error, null, "The database failed. Try again: there will be one account.");
        }
    }

    private async Task<AccountResult> OnceAsync(ProviderAccount owner, CreateOptions options, CancellationToken cancellationToken)
    {
        AccountResult? own = null;
        try
        {
            var once = await idempotency.ExecuteAsync(AccountKeys.Request(owner, options), new { owner, options.RespectDisconnected }, async ct =>
            {
                own = await UnderLockAsync(owner, options, ct);
                return new Answer(own.Outcome, own.Account!.Id);
            }, AccountKeys.Memory(options), cancellationToken);
            return own ?? await RepeatAsync(once.Value, cancellationToken) ?? await UnderLockAsync(owner, options, cancellationToken);
        }
        catch (Exception failure) when (own is not null && failure is IdempotencyClaimLostException or IdempotencyUnavailableException { WorkDone: true })
        {
            return own!; // the account is committed; that the answer is not remembered costs a duplicate one look
        }
    }

    /// <summary>A remembered answer is as good as the row that it speaks of: the user may have disconnected the account since.</summary>
    private async Task<AccountResult?> RepeatAsync(Answer answer, CancellationToken cancellationToken)
    {
        var account = await db.StorageAccounts.AsNoTracking()
            .SingleOrDefaultAsync(one => one.Id == answer.AccountId && one.Status == AccountStatus.Active, cancellationToken);
        return account is null ? null : new(answer.Outcome, account, IsReplayed: true);
    }

    private async Task<AccountResult> UnderLockAsync(ProviderAccount owner, CreateOptions options, CancellationToken cancellationToken)
    {
        await using var held = await AcquireAsync(owner, cancellationToken)
            ?? throw new AccountRefusedException("Other requests work on this account; try again.");
        AccountResult? written = null;
        try
        {
            return await held.RunAsync(async ct => written = await writer.WriteAsync(owner, options, ct), cancellationToken);
        }
        catch (LockLostException) when (written is not null)
        {
            return written; // committed, and the unique index let no other holder insert
        }
    }

    private async Task<LockHandle?> AcquireAsync(ProviderAccount owner, CancellationToken cancellationToken)
    {
        try
        {
            return await locks.TryAcquireAsync(AccountKeys.Lock(owner), _lock, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException and not ArgumentException)
        {
            throw new LocksOutOfReachException(failure);
        }
    }

    private sealed record Answer(AccountOutcome Outcome, int AccountId);
}

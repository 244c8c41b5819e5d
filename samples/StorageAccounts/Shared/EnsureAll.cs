using Microsoft.EntityFrameworkCore;

namespace StorageAccounts;

/// <summary>What became of all provider accounts of a user.</summary>
/// <param name="Created">Storage accounts that were missing.</param>
/// <param name="Validated">Those that were there.</param>
/// <param name="Skipped">Those that the user disconnected.</param>
/// <param name="Errors">Provider accounts without one, and why.</param>
public sealed record EnsureReport(int Created, int Validated, int Skipped, IReadOnlyList<string> Errors);

/// <summary>Sees to it that each sign-in of a user has its storage account.</summary>
public static class EnsureAll
{
    /// <summary>Makes what is missing; an error of one provider account stops none of the others.</summary>
    public static async Task<EnsureReport> EnsureAllAsync(this IStorageAccounts accounts, StorageContext db, string userId, CancellationToken cancellationToken = default)
    {
        var signedIn = await db.OAuthRecords.AsNoTracking().Where(record => record.UserId == userId)
            .OrderBy(record => record.Provider).ThenBy(record => record.ProviderAccountId).ToListAsync(cancellationToken);
        var (created, validated, skipped) = (0, 0, 0);
        var errors = new List<string>();
        foreach (var record in signedIn)
        {
            var result = await accounts.CreateOrGetAsync(new(userId, record.Provider, record.ProviderAccountId), cancellationToken: cancellationToken);
            switch (result.Outcome)
            {
                case AccountOutcome.Created when !result.IsReplayed: created++; break;
                case AccountOutcome.Disconnected: skipped++; break;
                case AccountOutcome.Error: errors.Add($"{record.Provider}: {result.Error}"); break;
                default: validated++; break;
            }
        }

        return new(created, validated, skipped, errors);
    }
}

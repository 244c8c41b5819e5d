namespace StorageAccounts;

/// <summary>Sees to the accounts of many users, a few users at a time, each in a scope of its own.</summary>
public sealed class AccountBatch(IServiceScopeFactory scopes)
{
    private const int UsersAtOnce = 8;

    /// <summary>What became of each user. A user whose accounts cannot be read is an error of that user and stops no other.</summary>
    public async Task<IReadOnlyDictionary<string, EnsureReport>> EnsureAllAsync(IEnumerable<string> userIds, CancellationToken cancellationToken = default)
    {
        var users = userIds.Distinct(StringComparer.Ordinal).ToArray();
        var reports = new EnsureReport[users.Length];
        await Parallel.ForAsync(0, users.Length, new ParallelOptions { MaxDegreeOfParallelism = UsersAtOnce, CancellationToken = cancellationToken }, async (i, ct) =>
            reports[i] = await EnsureAsync(users[i], ct));
        return users.Zip(reports).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    private async Task<EnsureReport> EnsureAsync(string userId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            return await scope.ServiceProvider.GetRequiredService<IStorageAccounts>()
                .EnsureAllAsync(scope.ServiceProvider.GetRequiredService<StorageContext>(), userId, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new(0, 0, 0, [$"The sign-ins cannot be read: {failure.Message}"]);
        }
    }
}

using System.Globalization;

namespace RaceSafe;

/// <summary>Statements that take effect only while the row carries no fence higher than the caller's, and leave the caller's there.</summary>
internal static class FencedRows
{
    private static readonly AtomicStoreOptions Default = new();

    public static async Task<bool> UpdateAsync(
        SqlCaller caller, SqlTable table, SqlKey key, string fenceColumn, LockHandle holder, IReadOnlyDictionary<string, object?> values,
        OperationId id, AtomicStoreOptions? options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(values);
        var operation = Operation(table, key, fenceColumn, holder, values, id, options);
        var result = await RowOperations.RunAsync(caller, id, options, operation, ct).ConfigureAwait(false);
        if (result.Outcome == AtomicOutcome.Refused) ThrowIfStale(holder, Fence(result.After, fenceColumn));
        return result.Outcome != AtomicOutcome.Refused;
    }

    public static async Task<IReadOnlyDictionary<string, object?>?> ReadAsync(
        SqlCaller caller, SqlTable table, SqlKey key, string fenceColumn, LockHandle holder, AtomicStoreOptions? options, CancellationToken ct)
    {
        options?.Validate();
        var operation = Operation(table, key, fenceColumn, holder, new Dictionary<string, object?>(), OperationId.None, options);
        // Leaving one's own fence twice is the same as once.
        var result = await caller.RunAsync((session, token) => caller.Dialect.ExecuteAsync(session, operation, token),
            repeatable: true, OperationId.None, confirm: null, options ?? Default, writes: true, ct).ConfigureAwait(false);
        if (result.Outcome == AtomicOutcome.Refused) ThrowIfStale(holder, Fence(result.After, fenceColumn));
        return result.After;
    }

    public static void ThrowIfStale(LockHandle holder, object? found)
    {
        if (found is not null && Convert.ToInt64(found, CultureInfo.InvariantCulture) is var higher && higher > holder.Fence) throw new StaleFenceException(holder.Fence, higher);
    }

    // SQLite finds a column in any case and names it as it was declared.
    private static object? Fence(IReadOnlyDictionary<string, object?>? row, string column) =>
        row is null ? null : row.TryGetValue(column, out var exact) ? exact : row.First(c => c.Key.Equals(column, StringComparison.OrdinalIgnoreCase)).Value;

    private static RowOperation Operation(
        SqlTable table, SqlKey key, string fenceColumn, LockHandle holder, IReadOnlyDictionary<string, object?> values, OperationId id, AtomicStoreOptions? options)
    {
        var fence = RowOperations.Check(table, key, fenceColumn);
        ArgumentNullException.ThrowIfNull(holder);
        holder.ThrowIfLost();
        var set = RowOperations.Columns(key, values, fenceColumn);
        return new RowOperation
        {
            Name = "update_fenced",
            TextOf = () => new()
            {
                Change = guard => $"""
                    UPDATE {table} SET {string.Concat(set.Assignments.Select(a => a + ", "))}{fence} = @racesafe_fence
                    WHERE {key.Where()} AND ({fence} IS NULL OR {fence} <= @racesafe_fence) AND {guard} RETURNING {fence} AS racesafe_value
                    """,
                After = $"SELECT * FROM {table} WHERE {key.Where()}",
            },
            Shape = new("update_fenced", table, key.Names, fenceColumn, null, set.Columns),
            Parameters = [.. key.Parameters, ("racesafe_fence", holder.Fence), .. set.Parameters],
            ScopeOf = () => key.Scope(table, fenceColumn),
            Id = id,
            IdLifetime = RowOperations.Lifetime(options),
        };
    }
}

using System.Globalization;

namespace RaceSafe;

/// <summary>Statements that take effect only while the row carries no fence higher than the caller's, and leave the caller's there.</summary>
internal static class FencedRows
{
    public static Task<bool> UpdateAsync(
        SqlCaller caller, SqlTable table, SqlKey key, string fenceColumn, LockHandle holder, IReadOnlyDictionary<string, object?> values,
        OperationId id, AtomicStoreOptions? options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(values);
        return RowOperations.RunAsync(caller, options, Operation(caller, table, key, fenceColumn, holder, values, id, options, "update_fenced"), (_, result) =>
        {
            if (result.Outcome == AtomicOutcome.Refused) ThrowIfStale(holder, Fence(result.Found?.After, fenceColumn));
            return result.Outcome != AtomicOutcome.Refused;
        }, ct);
    }

    public static Task<IReadOnlyDictionary<string, object?>?> ReadAsync(
        SqlCaller caller, SqlTable table, SqlKey key, string fenceColumn, LockHandle holder, AtomicStoreOptions? options, CancellationToken ct) =>
        RowOperations.RunAsync(caller, options, Operation(caller, table, key, fenceColumn, holder, new Dictionary<string, object?>(), OperationId.None, options, name: null), (_, result) =>
        {
            if (result.Outcome == AtomicOutcome.Refused) ThrowIfStale(holder, Fence(result.Found?.After, fenceColumn));
            return result.Found?.After;
        }, ct);

    public static void ThrowIfStale(LockHandle holder, object? found)
    {
        if (found is not null && Convert.ToInt64(found, CultureInfo.InvariantCulture) is var higher && higher > holder.Fence) throw new StaleFenceException(holder.Fence, higher);
    }

    // SQLite finds a column in any case and names it as it was declared.
    private static object? Fence(IReadOnlyDictionary<string, object?>? row, string column) =>
        row is null ? null : row.TryGetValue(column, out var exact) ? exact : row.First(c => c.Key.Equals(column, StringComparison.OrdinalIgnoreCase)).Value;

    private static RowOperation Operation(
        SqlCaller caller, SqlTable table, SqlKey key, string fenceColumn, LockHandle holder, IReadOnlyDictionary<string, object?> values,
        OperationId id, AtomicStoreOptions? options, string? name)
    {
        RowOperations.Check(table, key, fenceColumn);
        ArgumentNullException.ThrowIfNull(holder);
        holder.ThrowIfLost();
        var set = RowOperations.Columns(key, values, fenceColumn);
        return new RowOperation
        {
            Name = name,
            Repeatable = name is null, // leaving one's own fence twice is the same as once
            Dialect = caller.Dialect,
            TextOf = static operation =>
            {
                var (table, key, fence) = (operation.Table, operation.Row, SqlIdentifier.Quote(operation.Column));
                return new()
                {
                    Change = guard => $"""
                        UPDATE {table} SET {string.Concat(operation.Others.Assignments.Select(a => a + ", "))}{fence} = @racesafe_fence
                        WHERE {key.Where()} AND ({fence} IS NULL OR {fence} <= @racesafe_fence) AND {guard} RETURNING {fence} AS racesafe_value
                        """,
                    After = $"SELECT * FROM {table} WHERE {key.Where()}",
                };
            },
            ScopeOf = static operation => operation.Row.Scope(operation.Table, operation.Column),
            Table = table,
            Row = key,
            Column = fenceColumn,
            Others = set,
            Parameters = key.ParametersAnd([("racesafe_fence", holder.Fence), .. set.Parameters]),
            Id = id,
            Options = options ?? RowOperations.Default,
            Writes = true,
        };
    }
}

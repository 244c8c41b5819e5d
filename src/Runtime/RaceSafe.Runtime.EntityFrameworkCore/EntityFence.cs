using System.Linq.Expressions;

namespace RaceSafe;

internal static class EntityFence
{
    public static async Task<bool> UpdateAsync<TEntity>(
        IQueryable<TEntity> query, Expression<Func<TEntity, long?>> fence, LockHandle holder,
        IReadOnlyList<(Expression<Func<TEntity, object?>> Property, object? Value)> values,
        OperationId id, AtomicStoreOptions? options, CancellationToken cancellationToken)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(fence);
        ArgumentNullException.ThrowIfNull(holder);
        ArgumentNullException.ThrowIfNull(values);
        holder.ThrowIfLost();
        var context = ContextCaller.Context(query);
        var caller = ContextCaller.Of(context);
        var table = EntityTable.Of(context, typeof(TEntity));
        var mark = table.Number(fence);
        TrackedRow.CheckKey<TEntity>(context, table);
        var set = values.Select(v => (Property: table.Property(v.Property), v.Value)).ToArray();
        if (set.Any(s => s.Property == mark || s.Property.IsPrimaryKey()) || set.DistinctBy(s => s.Property).Count() < set.Length)
            throw new ArgumentException("A property is set twice, or is the fence or part of the key.", nameof(values));

        var column = SqlIdentifier.Quote(table.Column(mark));
        var assignments = string.Concat(set.Select((s, i) => $"{SqlIdentifier.Quote(table.Column(s.Property))} = @racesafe_v{i}, "));
        var rows = string.Join(" AND ", table.QuotedKey.Select((k, i) => $"racesafe_row.{k} = racesafe_target.k{i}"));
        var target = TargetQuery.Of(query, table, fence, null);
        var outcome = await RowOperations.RunAsync(caller, options, new()
        {
            Name = "update_fenced",
            Dialect = caller.Dialect,
            TextOf = _ => new()
            {
                Target = target.Target,
                Change = guard => $"""
                    UPDATE {table.Name} AS racesafe_row SET {assignments}{column} = @racesafe_fence
                    FROM racesafe_target WHERE {rows} AND (racesafe_target.current IS NULL OR racesafe_target.current <= @racesafe_fence) AND {guard}
                    RETURNING {caller.Dialect.Returned("racesafe_row", column)} AS racesafe_value
                    """,
            },
            BindQuery = target.Bind,
            Parameters = [("racesafe_fence", holder.Fence), .. set.Select((s, i) => ($"racesafe_v{i}", EntityTable.ToColumn(s.Property, s.Value)))],
            ScopeOf = _ => $"{table.Name}.{column}",
            Id = id,
            Options = options ?? RowOperations.Default,
            Writes = true,
        }, static (_, outcome) => outcome, cancellationToken).ConfigureAwait(false);
        if (outcome.Outcome == AtomicOutcome.Refused) FencedRows.ThrowIfStale(holder, outcome.Found?.Current);
        if (outcome.Outcome != AtomicOutcome.Applied) return outcome.Outcome == AtomicOutcome.Replayed;
        foreach (var (property, value) in values) TrackedRow.Refresh<TEntity>(context, table, property, outcome.Found?.Keys, value);
        TrackedRow.Refresh<TEntity>(context, table, fence, outcome.Found?.Keys, holder.Fence);
        return true;
    }
}

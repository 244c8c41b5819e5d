using System.Linq.Expressions;
using System.Numerics;

namespace RaceSafe;

internal static class EntityVersion
{
    public static async Task<AtomicResult<T?>> UpdateAsync<TEntity, T>(
        IQueryable<TEntity> query, Expression<Func<TEntity, T>> version, T expected,
        IReadOnlyList<(Expression<Func<TEntity, object?>> Property, object? Value)> values,
        OperationId id, AtomicStoreOptions? options, CancellationToken cancellationToken)
        where TEntity : class
        where T : struct, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(values);
        var context = ContextCaller.Context(query);
        var caller = ContextCaller.Of(context);
        var table = EntityTable.Of(context, typeof(TEntity));
        var token = table.Number(version);
        TrackedRow.CheckKey<TEntity>(context, table);
        var set = values.Select(v => (Property: table.Property(v.Property), v.Value)).ToArray();
        if (set.Any(s => s.Property == token || s.Property.IsPrimaryKey()) || set.DistinctBy(s => s.Property).Count() < set.Length)
            throw new ArgumentException("A property is set twice, or is the version or part of the key.", nameof(values));

        var column = SqlIdentifier.Quote(table.Column(token));
        var assignments = string.Concat(set.Select((s, i) => $"{SqlIdentifier.Quote(table.Column(s.Property))} = @racesafe_v{i}, "));
        var rows = string.Join(" AND ", table.QuotedKey.Select((k, i) => $"racesafe_row.{k} = racesafe_target.k{i}"));
        var target = TargetQuery.Of(query, table, version, null);
        var outcome = await RowOperations.RunAsync(caller, options, new()
        {
            Name = "update_if_version",
            Dialect = caller.Dialect,
            TextOf = _ => new()
            {
                Target = target.Target,
                Change = guard => $"""
                    UPDATE {table.Name} AS racesafe_row SET {assignments}{column} = racesafe_row.{column} + 1
                    FROM racesafe_target WHERE {rows} AND racesafe_target.current = @racesafe_expected AND {guard}
                    RETURNING {caller.Dialect.Returned("racesafe_row", column)} AS racesafe_value
                    """,
            },
            BindQuery = target.Bind,
            Parameters = [("racesafe_expected", expected), .. set.Select((s, i) => ($"racesafe_v{i}", EntityTable.ToColumn(s.Property, s.Value)))],
            ScopeOf = _ => $"{table.Name}.{column}",
            Id = id,
            Options = options ?? RowOperations.Default,
            Writes = true,
        }, static (_, outcome) => outcome, cancellationToken).ConfigureAwait(false);
        if (outcome.Outcome == AtomicOutcome.Applied)
        {
            foreach (var (property, value) in values) TrackedRow.Refresh<TEntity>(context, table, property, outcome.Found?.Keys, value);
            TrackedRow.Refresh<TEntity>(context, table, version, outcome.Found?.Keys, NumberRange.Read<T>(outcome.Value));
        }

        return ConditionalIncrement.Result<T>(outcome, column);
    }
}

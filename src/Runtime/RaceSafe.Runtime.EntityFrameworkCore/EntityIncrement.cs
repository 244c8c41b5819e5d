using System.Linq.Expressions;
using System.Numerics;
using Microsoft.EntityFrameworkCore;

namespace RaceSafe;

internal static class EntityIncrement
{
    public static async Task<AtomicResult<T?>> RunAsync<TEntity, T>(
        IQueryable<TEntity> query, Expression<Func<TEntity, T>> expression, T by, T? min, T? max, Expression<Func<TEntity, T>>? limit, bool throwsOnOverflow,
        OperationId id, AtomicStoreOptions? options, CancellationToken cancellationToken)
        where TEntity : class
        where T : struct, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(expression);
        var context = ContextCaller.Context(query);
        var caller = ContextCaller.Of(context);
        var table = EntityTable.Of(context, typeof(TEntity));
        var property = table.Number(expression);
        if (limit is not null && table.Number(limit) == property) throw new ArgumentException("A property cannot be its own limit.", nameof(limit));
        TrackedRow.CheckKey<TEntity>(context, table);

        var column = SqlIdentifier.Quote(table.Column(property));
        var target = TargetQuery.Of(query, table, expression, limit);
        NumberRange.Check<T>();
        var outcome = await RowOperations.RunAsync(caller, id, options, new RowOperation
        {
            Name = limit is null && min is null && max is null ? "increment" : "try_increment",
            TextOf = () => new()
            {
                Target = target.Target,
                Change = RowOperations.ConditionalChange<T>(
                    caller.Dialect, table.Name.ToString(), table.QuotedKey, column, min is not null, max is not null, limit is not null, refusesOverflow: !throwsOnOverflow),
            },
            BindQuery = target.Bind,
            Parameters = [("racesafe_by", by), .. RowOperations.Limits(min, max)],
            ScopeOf = () => $"{table.Name}.{column}",
            Id = id,
            IdLifetime = RowOperations.Lifetime(options),
        }, cancellationToken).ConfigureAwait(false);
        var result = RowOperations.Conditional<T>(outcome, column);
        // After a replay the row may have moved on from the first result: what it held a moment ago is the better guess.
        TrackedRow.Refresh<TEntity>(context, table, expression, outcome.Keys, result.Outcome == AtomicOutcome.Applied ? result.Value : NumberRange.Read<T>(outcome.Current));
        return result;
    }
}

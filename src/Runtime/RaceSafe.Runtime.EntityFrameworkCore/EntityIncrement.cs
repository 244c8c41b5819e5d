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
        var limits = Limits<T>.Of(by, min, max, refusesOverflow: !throwsOnOverflow);
        var outcome = await RowOperations.RunAsync(caller, options, new()
        {
            Name = limit is null && min is null && max is null ? "increment" : "try_increment",
            Dialect = caller.Dialect,
            TextOf = _ => new()
            {
                Target = target.Target,
                Change = ConditionalIncrement.Change(caller.Dialect, table.Name.ToString(), table.QuotedKey, column, limits, limit is not null),
            },
            BindQuery = target.Bind,
            Parameters = limits.Parameters,
            ScopeOf = _ => $"{table.Name}.{column}",
            Id = id,
            Options = options ?? RowOperations.Default,
            Writes = true,
        }, static (_, outcome) => outcome, cancellationToken).ConfigureAwait(false);
        var result = ConditionalIncrement.Result<T>(outcome, column);
        // After a replay the row may have moved on from the first result: what it held a moment ago is the better guess.
        TrackedRow.Refresh<TEntity>(context, table, expression, outcome.Found?.Keys, result.Outcome == AtomicOutcome.Applied ? result.Value : NumberRange.Read<T>(outcome.Found?.Current));
        return result;
    }
}

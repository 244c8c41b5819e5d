using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace RaceSafe;

internal static class EntityInsert
{
    public static async Task<AtomicResult<TEntity>> RunAsync<TEntity>(
        DbSet<TEntity> set, TEntity entity, Expression<Func<TEntity, object?>> expression, OperationId id, AtomicStoreOptions? options, CancellationToken cancellationToken)
        where TEntity : class
    {
        var context = ContextCaller.Context(set);
        var table = EntityTable.Of(context, entity.GetType());
        var unique = UniqueProperties(table, expression);
        var values = Values(context, table, entity);
        var key = new SqlKey([.. unique.Select(p => (table.Column(p), values.GetValueOrDefault(p) ?? throw new ArgumentException($"{p.Name} is null or generated; it cannot tell rows apart.", nameof(expression))))]);
        var others = values.Where(v => !unique.Contains(v.Key)).ToDictionary(v => table.Column(v.Key), v => v.Value);
        var result = await RowOperations.InsertIfAbsentAsync(ContextCaller.Of(context), table.Name, key, others, id, options, cancellationToken).ConfigureAwait(false);

        var row = await set.IgnoreQueryFilters().Where(Same<TEntity>(context, unique, entity)).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The row was deleted by another caller at the same moment.");
        return new(row, result.Outcome);
    }

    private static IProperty[] UniqueProperties(EntityTable table, LambdaExpression expression)
    {
        var body = expression.Body is UnaryExpression convert ? convert.Operand : expression.Body;
        IEnumerable<Expression> members = body is NewExpression many ? many.Arguments : [body];
        var properties = members.Select(m => table.Property(Expression.Lambda(m, expression.Parameters))).ToArray();
        var found = properties.ToHashSet();
        var isUnique = table.Type.GetKeys().Any(k => found.SetEquals(k.Properties))
            || table.Type.GetIndexes().Any(i => i.IsUnique && i.GetFilter() is null && found.SetEquals(i.Properties));
        return isUnique ? properties
            : throw new ArgumentException($"'{expression}' is neither a key nor a unique index of {table.Type.DisplayName()} in the model: two callers could both insert.", nameof(expression));
    }

    private static Dictionary<IProperty, object?> Values(DbContext context, EntityTable table, object entity)
    {
        var entry = context.Entry(entity);
        if (entry.State != EntityState.Detached) throw new InvalidOperationException("The entity is tracked already; hand over one that the context does not know.");
        if (table.Type.GetComplexProperties().Any() || table.Type.GetNavigations().Any(n => n.TargetEntityType.IsOwned()))
            throw new NotSupportedException($"{table.Type.DisplayName()} has owned or complex types; insert it by SaveChanges and handle the unique violation.");
        if (entry.Navigations.Any(n => n.CurrentValue is not null and not System.Collections.ICollection { Count: 0 }))
            throw new NotSupportedException("Navigations of the entity are set; insert it by its foreign keys.");

        entry.State = EntityState.Added; // lets EF Core generate keys and the discriminator
        try
        {
            return table.Type.GetProperties().Where(p => IsGiven(entry.Property(p.Name))).ToDictionary(p => p, p => EntityTable.ToColumn(p, entry.Property(p.Name).CurrentValue));
        }
        finally
        {
            entry.State = EntityState.Detached;
        }
    }

    private static bool IsGiven(PropertyEntry property)
    {
        var metadata = property.Metadata;
        if (property.IsTemporary || metadata.GetComputedColumnSql() is not null || metadata.ValueGenerated == ValueGenerated.OnAddOrUpdate) return false;
        return metadata.ValueGenerated != ValueGenerated.OnAdd || !Equals(property.CurrentValue, metadata.Sentinel);
    }

    private static Expression<Func<TEntity, bool>> Same<TEntity>(DbContext context, IProperty[] unique, TEntity entity) where TEntity : class
    {
        var row = Expression.Parameter(typeof(TEntity), "e");
        var equal = unique.Select(p => Expression.Equal(
            Expression.Call(typeof(EF), nameof(EF.Property), [p.ClrType], row, Expression.Constant(p.Name)),
            Expression.Constant(context.Entry(entity).Property(p.Name).CurrentValue, p.ClrType)));
        return Expression.Lambda<Func<TEntity, bool>>(equal.Aggregate(Expression.AndAlso), row);
    }
}

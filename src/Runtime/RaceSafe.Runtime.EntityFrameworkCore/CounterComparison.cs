using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace RaceSafe;

/// <summary>A counter beside what it should say.</summary>
internal sealed class CountedRow
{
    public required object Key { get; init; }

    public long? Counter { get; init; }

    public long Expected { get; init; }
}

/// <summary>The query that puts counters beside what they count: one statement of EF Core, with the filters of both queries.</summary>
internal sealed class CounterComparison<TEntity, TSource>
    where TEntity : class
    where TSource : class
{
    private readonly IQueryable<TEntity> _counters;
    private readonly Expression<Func<TEntity, CountedRow>> _row;
    private readonly IProperty _property;

    public CounterComparison(
        IQueryable<TEntity> counters, Expression<Func<TEntity, long?>> counter, IQueryable<TSource> source, Expression<Func<TSource, object?>> sourceKey, Expression<Func<TSource, long?>>? amount)
    {
        Context = ContextCaller.Context(counters);
        if (ContextCaller.Context(source) != Context) throw new ArgumentException("The counters and what they count belong to two contexts.", nameof(source));
        Table = EntityTable.Of(Context, typeof(TEntity));
        _property = Table.Number(counter);
        Key = Table.Key.Properties is [var only] ? only : throw new NotSupportedException($"The key of {typeof(TEntity).Name} has several properties.");
        (_counters, Counter) = (counters, counter);

        var entity = counter.Parameters[0];
        var foreignKey = sourceKey.Body is UnaryExpression { NodeType: ExpressionType.Convert } boxed ? boxed.Operand : sourceKey.Body;
        var belongs = Expression.Lambda<Func<TSource, bool>>(Expression.Equal(foreignKey, Expression.Convert(KeyOf(entity), foreignKey.Type)), sourceKey.Parameters);
        var counted = Expression.Call(typeof(Queryable), nameof(Queryable.Where), [typeof(TSource)], source.Expression, Expression.Quote(belongs));
        Expression expected = amount is null
            ? Expression.Call(typeof(Queryable), nameof(Queryable.LongCount), [typeof(TSource)], counted)
            : Expression.Coalesce(Expression.Call(typeof(Queryable), nameof(Queryable.Sum), [typeof(TSource)], counted, Expression.Quote(amount)), Expression.Constant(0L));
        _row = Expression.Lambda<Func<TEntity, CountedRow>>(
            Expression.MemberInit(
                Expression.New(typeof(CountedRow)),
                Bind(nameof(CountedRow.Key), Expression.Convert(KeyOf(entity), typeof(object))),
                Bind(nameof(CountedRow.Counter), counter.Body),
                Bind(nameof(CountedRow.Expected), expected)),
            entity);
    }

    public DbContext Context { get; }

    public EntityTable Table { get; }

    public IProperty Key { get; }

    public Expression<Func<TEntity, long?>> Counter { get; }

    public string Column => Table.Column(_property);

    /// <summary>All counters.</summary>
    public IQueryable<CountedRow> All => _counters.AsNoTracking().Select(_row);

    /// <summary>The counter of one entity.</summary>
    public IQueryable<CountedRow> Of(object key)
    {
        var entity = Expression.Parameter(typeof(TEntity), "e");
        var same = Expression.Lambda<Func<TEntity, bool>>(Expression.Equal(KeyOf(entity), Expression.Constant(key, Key.ClrType)), entity);
        return _counters.AsNoTracking().Where(same).Select(_row);
    }

    /// <summary>A number as the counter's property holds it.</summary>
    public object ToProperty(long value) =>
        Convert.ChangeType(value, Nullable.GetUnderlyingType(_property.ClrType) ?? _property.ClrType, CultureInfo.InvariantCulture);

    private static MemberAssignment Bind(string name, Expression value) => Expression.Bind(typeof(CountedRow).GetProperty(name)!, value);

    private MethodCallExpression KeyOf(ParameterExpression entity) =>
        Expression.Call(typeof(EF), nameof(EF.Property), [Key.ClrType], entity, Expression.Constant(Key.Name));
}

using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace RaceSafe;

/// <summary>Reads tracked rows again, past the tracker and the filters: several of one type with one query where their type is simple, else one by one as EF Core does.</summary>
internal static class RowValues
{
    private const int Few = 2;
    private static readonly Type[] ExactKeys = [typeof(short), typeof(int), typeof(long), typeof(Guid)]; // text may be equal to other text in the database, and not here
    private static readonly MethodInfo Together = typeof(RowValues).GetMethod(nameof(ReadTogetherAsync), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>The values of each row; null for one that is gone.</summary>
    public static async Task<Dictionary<EntityEntry, PropertyValues?>> ReadAsync(DbContext context, IEnumerable<EntityEntry> entries, CancellationToken cancellationToken)
    {
        var values = new Dictionary<EntityEntry, PropertyValues?>(ReferenceEqualityComparer.Instance);
        foreach (var rows in entries.GroupBy(entry => entry.Metadata))
        {
            if (IsSimple(rows.Key) && rows.Skip(Few).Any())
                await ((Task)Together.MakeGenericMethod(rows.Key.ClrType, KeyOf(rows.Key).ClrType).Invoke(null, [context, rows.ToList(), values, cancellationToken])!).ConfigureAwait(false);
            else
                foreach (var row in rows) values[row] = await row.GetDatabaseValuesAsync(cancellationToken).ConfigureAwait(false);
        }

        return values;
    }

    /// <summary>Not the elements of a collection in JSON: they are known by their place in it, which EF Core does not query.</summary>
    public static bool CanRead(IEntityType type)
    {
        for (var part = type; part.IsMappedToJson() && part.FindOwnership() is { } ownership; part = ownership.PrincipalEntityType)
            if (!ownership.IsUnique) return false;
        return true;
    }

    private static bool IsSimple(IEntityType type) =>
        type.FindPrimaryKey() is { Properties: [var key] } && ExactKeys.Contains(key.ClrType) && key.GetValueConverter() is null && !type.IsOwned() && !type.HasSharedClrType && !type.GetComplexProperties().Any();

    private static IProperty KeyOf(IEntityType type) => type.FindPrimaryKey()!.Properties[0];

    private static async Task ReadTogetherAsync<TEntity, TKey>(
        DbContext context, List<EntityEntry> rows, Dictionary<EntityEntry, PropertyValues?> values, CancellationToken cancellationToken)
        where TEntity : class
        where TKey : notnull
    {
        var (type, key) = (rows[0].Metadata, KeyOf(rows[0].Metadata));
        var properties = type.GetProperties().ToArray();
        var keys = rows.Select(row => (TKey)row.Property(key.Name).CurrentValue!).ToList();
        var entity = Expression.Parameter(typeof(TEntity));
        var columns = Expression.NewArrayInit(typeof(object), properties.Select(property => Expression.Convert(
            Expression.Call(typeof(EF), nameof(EF.Property), [property.ClrType], entity, Expression.Constant(property.Name)), typeof(object))));
        var found = new Dictionary<TKey, object?[]>();
        var query = context.Set<TEntity>().IgnoreQueryFilters().AsNoTracking()
            .Where(row => keys.Contains(EF.Property<TKey>(row, key.Name))).Select(Expression.Lambda<Func<TEntity, object?[]>>(columns, entity));
        await foreach (var row in query.AsAsyncEnumerable().WithCancellation(cancellationToken).ConfigureAwait(false)) found[(TKey)row[Array.IndexOf(properties, key)]!] = row;
        foreach (var (row, id) in rows.Zip(keys))
        {
            values[row] = found.ContainsKey(id) ? row.CurrentValues.Clone() : null;
            for (var i = 0; values[row] is { } read && i < properties.Length; i++) read[properties[i]] = found[id][i];
        }
    }
}

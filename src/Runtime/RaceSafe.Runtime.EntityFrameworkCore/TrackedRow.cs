using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace RaceSafe;

/// <summary>
/// The entity that the context tracks for the row that was changed. Its property becomes the new value, so that the next SaveChanges neither writes an
/// old value back nor trips over a concurrency token.
/// </summary>
internal static class TrackedRow
{
    /// <exception cref="NotSupportedException">Entities are tracked and their keys cannot be compared with what the database returns.</exception>
    public static void CheckKey<TEntity>(DbContext context, EntityTable table) where TEntity : class
    {
        if (!Entries<TEntity>(context).Any()) return;
        foreach (var property in table.Key.Properties)
        {
            var type = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (type != typeof(string) && type != typeof(Guid) && !IsInteger(type))
                throw new NotSupportedException($"The key {property.Name} is a {type.Name}, by which a tracked {typeof(TEntity).Name} cannot be found again; detach it first, or query without tracking.");
        }
    }

    public static void Refresh<TEntity>(DbContext context, EntityTable table, LambdaExpression expression, object?[]? keys, object? value) where TEntity : class
    {
        if (keys is null || value is null) return;
        foreach (var entry in Entries<TEntity>(context))
        {
            if (entry.State is not (EntityState.Unchanged or EntityState.Modified) || !IsRow(entry, table, keys)) continue;
            if (Find(entry, expression) is not { } property) continue;
            property.CurrentValue = value;
            property.OriginalValue = value;
            property.IsModified = false;
        }
    }

    private static List<EntityEntry<TEntity>> Entries<TEntity>(DbContext context) where TEntity : class
    {
        // Looking for the row must not make EF look for changes: that would be the caller's business, and costs with the number of entities.
        var detects = context.ChangeTracker.AutoDetectChangesEnabled;
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return [.. context.ChangeTracker.Entries<TEntity>()];
        }
        finally
        {
            context.ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }

    private static bool IsRow(EntityEntry entry, EntityTable table, object?[] keys) => table.Key.Properties
        .Select((property, i) => Spell(EntityTable.ToColumn(property, entry.Property(property.Name).CurrentValue)) == Spell(keys[i])).All(same => same);

    private static string? Spell(object? value) => value is Guid id ? id.ToString("D").ToUpperInvariant()
        : value is string text && Guid.TryParse(text, out var parsed) ? parsed.ToString("D").ToUpperInvariant()
        : Convert.ToString(value is Enum ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : value, CultureInfo.InvariantCulture);

    private static PropertyEntry? Find(EntityEntry entry, LambdaExpression expression)
    {
        MemberEntry? found = null;
        foreach (var name in PropertyPath.Of(expression))
        {
            if (found is ComplexPropertyEntry complex) found = complex.Metadata.ComplexType.FindComplexProperty(name) is null ? complex.Property(name) : complex.ComplexProperty(name);
            else if (found is ReferenceEntry reference)
            {
                if (reference.TargetEntry is null) return null;
                found = reference.TargetEntry.Member(name);
            }
            else found = entry.Member(name);
        }

        return found as PropertyEntry;
    }

    private static bool IsInteger(Type type) => type.IsEnum || Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64;
}

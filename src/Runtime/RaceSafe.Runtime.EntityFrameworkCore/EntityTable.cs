using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace RaceSafe;

/// <summary>Where the model keeps an entity: one table, its key, and the columns of its properties. What it cannot say for sure it refuses.</summary>
internal sealed class EntityTable
{
    private readonly ITable _table;

    private EntityTable(IEntityType type, ITable table, IKey key) => (Type, _table, Key) = (type, table, key);

    public IEntityType Type { get; }

    public IKey Key { get; }

    public SqlTable Name => new(_table.Name, _table.Schema);

    public string[] QuotedKey => [.. Key.Properties.Select(p => SqlIdentifier.Quote(Column(p)))];

    public static EntityTable Of(DbContext context, Type clrType)
    {
        var type = context.Model.FindEntityType(clrType)
            ?? throw new InvalidOperationException($"{clrType.Name} is not an entity of {context.GetType().Name}, or more than one (a shared type).");
        var tables = type.GetTableMappings().Select(m => m.Table).Distinct().ToArray();
        var derived = type.GetDerivedTypes().SelectMany(d => d.GetTableMappings()).Select(m => m.Table).Except(tables).Any();
        if (tables.Length != 1 || derived)
            throw new NotSupportedException($"{type.DisplayName()} is kept in {(tables.Length == 0 ? "no table" : "more than one table")}; an atomic update works on one row of one table.");
        var key = type.FindPrimaryKey() ?? throw new NotSupportedException($"{type.DisplayName()} has no primary key, so its row cannot be named.");
        return new(type, tables[0], key);
    }

    public string Column(IProperty property) => _table.FindColumn(property)?.Name
        ?? throw new NotSupportedException($"{Describe(property)} is not a column of the table {Name}.");

    /// <summary>The property that an expression such as <c>o => o.Votes</c> or <c>o => o.Stock.Left</c> (an owned type) names.</summary>
    public IProperty Property(LambdaExpression expression)
    {
        if (PropertyPath.Of(expression) is not [.. var owners, var last]) throw new NotSupportedException($"'{expression}' is not a property; write it as o => o.Property.");
        ITypeBase type = Type;
        foreach (var owner in owners) type = Owned(type, owner, expression);
        return type.FindProperty(last) ?? throw new NotSupportedException($"'{expression}' is not mapped to a column.");
    }

    /// <summary>A property whose column holds the number itself, so that the database can add to it.</summary>
    public IProperty Number(LambdaExpression expression)
    {
        var property = Property(expression);
        if (property.GetTypeMapping().Converter is not null)
            throw new NotSupportedException($"{Describe(property)} has a value converter: adding to the column is not adding to the property.");
        if (property.IsPrimaryKey()) throw new NotSupportedException($"{Describe(property)} is part of the primary key.");
        if (property.GetComputedColumnSql() is not null) throw new NotSupportedException($"{Describe(property)} is computed by the database.");
        return property;
    }

    public static object? ToColumn(IProperty property, object? value) =>
        property.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;

    private static ITypeBase Owned(ITypeBase type, string name, LambdaExpression expression)
    {
        if (type.FindComplexProperty(name) is { IsCollection: false } complex) return complex.ComplexType;
        if (type is IEntityType entity && entity.FindNavigation(name) is { IsCollection: false, TargetEntityType: var target } && target.IsOwned() && !target.IsMappedToJson()) return target;
        throw new NotSupportedException($"'{expression}' leads through '{name}', which is not an owned or complex type in the same table.");
    }

    private static string Describe(IProperty property) => $"{property.DeclaringType.DisplayName()}.{property.Name}";
}

using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>
/// What the model says of an entity: which columns are concurrency tokens and which are unique together. Read once per compilation, when first
/// asked, from attributes, conventions, <c>OnModelCreating</c>, configuration classes and snapshots.
/// </summary>
internal sealed class EntityModel
{
    private readonly Lazy<ModelFacts> _facts;
    private readonly EntityNames _names;

    public EntityModel(FlowContext context)
    {
        _facts = new(() => ModelReader.Read(context));
        _names = new(context);
    }

    /// <summary>The token that makes a concurrent change of that column fail, or null.</summary>
    /// <param name="entity">The type of the row.</param>
    /// <param name="column">The column that is changed.</param>
    /// <param name="isRenewed">Says of a column that it has another value after each change.</param>
    public Answer? Token(INamedTypeSymbol entity, ISymbol column, Func<string, bool>? isRenewed = null)
    {
        for (var type = entity; type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is not IPropertySymbol property) continue;
                if (Has(property, "TimestampAttribute")) return new($"'{type.Name}.{property.Name}' is a row version", property.Locations[0]);
                if (Has(property, "ConcurrencyCheckAttribute") && (property.Name == column.Name || isRenewed?.Invoke(property.Name) == true)) return new($"'{type.Name}.{property.Name}' is a concurrency token", property.Locations[0]);
                if (property.Name == "ConcurrencyStamp") return new($"'{type.Name}' carries a concurrency stamp", property.Locations[0]);
            }

            if (_facts.Value.Tokens(type.Name) is { } tokens)
                foreach (var token in tokens)
                    if ((token.IsRowVersion || token.Column == column.Name || isRenewed?.Invoke(token.Column) == true) && _names.Means(token.Where, type)) return new($"'{type.Name}.{token.Column}' is a concurrency token", token.Where);
        }

        return null;
    }

    /// <summary>The key or unique index that no two rows can share when they agree in those columns, or null.</summary>
    public Answer? Unique(INamedTypeSymbol entity, ISet<string> columns)
    {
        for (var type = entity; type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            if (columns.Contains("Id") || columns.Contains(type.Name + "Id") || columns.Contains("ID")) return new($"it is the key of '{type.Name}'", null);
            foreach (var member in type.GetMembers())
                if (member is IPropertySymbol property && Has(property, "KeyAttribute") && columns.Contains(property.Name)) return new($"'{property.Name}' is part of the key", property.Locations[0]);
            foreach (var attribute in type.GetAttributes())
                if ((attribute.AttributeClass?.Name == "PrimaryKeyAttribute" || (attribute.AttributeClass?.Name == "IndexAttribute" && IsUnique(attribute))) && Names(attribute).All(columns.Contains))
                    return new(attribute.AttributeClass.Name == "IndexAttribute" ? $"'{type.Name}' has a unique index" : $"it is the key of '{type.Name}'", attribute.ApplicationSyntaxReference is { } at ? Location.Create(at.SyntaxTree, at.Span) : null);
            foreach (var unique in _facts.Value.Unique(type.Name))
                if (unique.Columns.All(columns.Contains) && _names.Means(unique.Where, type)) return new($"'{type.Name}' has a unique index on {string.Join(", ", unique.Columns)}", unique.Where);
        }

        return null;
    }

    /// <summary>The columns of a unique index that those columns cover, other than the primary key; null when there is none.</summary>
    public IReadOnlyList<string>? UniqueColumns(INamedTypeSymbol entity, ISet<string> columns)
    {
        foreach (var attribute in entity.GetAttributes())
            if (attribute.AttributeClass?.Name == "IndexAttribute" && IsUnique(attribute) && Names(attribute).All(columns.Contains)) return [.. Names(attribute)];
        foreach (var unique in _facts.Value.Unique(entity.Name))
            if (!unique.IsKey && unique.Columns.All(columns.Contains) && _names.Means(unique.Where, entity)) return unique.Columns;
        return null;
    }

    /// <summary>The only property of the primary key; null when there are several, or none that can be seen.</summary>
    public string? Key(INamedTypeSymbol entity)
    {
        string? byAttribute = null, byName = null;
        for (var type = entity; type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            foreach (var unique in _facts.Value.Unique(type.Name))
                if (unique.IsKey && _names.Means(unique.Where, type)) return unique.Columns.Count == 1 ? unique.Columns[0] : null;
            if (Has(type, "PrimaryKeyAttribute")) return null;
            foreach (var member in type.GetMembers())
            {
                if (member is not IPropertySymbol property) continue;
                if (Has(property, "KeyAttribute"))
                {
                    if (byAttribute is not null) return null;
                    byAttribute = property.Name;
                }

                if (property.Name == "Id" || (byName is null && property.Name == entity.Name + "Id")) byName = property.Name;
            }
        }

        return byAttribute ?? byName;
    }

    private static bool IsUnique(AttributeData attribute)
    {
        foreach (var argument in attribute.NamedArguments)
            if (argument.Key == "IsUnique" && argument.Value.Value is true) return true;
        return false;
    }

    private static IEnumerable<string> Names(AttributeData attribute)
    {
        foreach (var argument in attribute.ConstructorArguments)
        {
            if (argument.Kind != TypedConstantKind.Array)
            {
                if (argument.Value is string name) yield return name;
                continue;
            }

            foreach (var element in argument.Values)
                if (element.Value is string name) yield return name;
        }
    }

    private static bool Has(ISymbol symbol, string attributeName)
    {
        foreach (var attribute in symbol.GetAttributes())
            if (attribute.AttributeClass?.Name == attributeName) return true;
        return false;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Rules.Database.Sql;

namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>Which column of which row a change in memory is about.</summary>
internal static class ChangedColumns
{
    /// <summary>The member is a column, as far as the type shows.</summary>
    public static bool Is(ISymbol member)
    {
        foreach (var attribute in member.GetAttributes())
            if (attribute.AttributeClass?.Name == "NotMappedAttribute") return false;
        return member is IPropertySymbol { IsStatic: false } || (member is IFieldSymbol { IsStatic: false } field && IsBehindProperty(field));
    }

    /// <summary>A field is a column when a property shows it; another is a note of the object in memory.</summary>
    private static bool IsBehindProperty(IFieldSymbol field)
    {
        foreach (var member in field.ContainingType.GetMembers())
            if (member is IPropertySymbol && SqlColumns.IsNamed(field.Name, member.Name)) return true;
        return false;
    }

    /// <summary>The type of the changed row: what was loaded, though a base class of it may declare the column.</summary>
    public static INamedTypeSymbol? RowOf(Access write)
    {
        var declared = write.ContainerOperation switch
        {
            IPropertyReferenceOperation property => (property.Instance?.Type ?? property.Property.ContainingType) as INamedTypeSymbol,
            IFieldReferenceOperation field => (field.Instance?.Type ?? field.Field.ContainingType) as INamedTypeSymbol,
            _ => write.Member?.ContainingType,
        };
        if (write.Place.Container is not { Root: { Kind: SymKind.Result, Head: Access { Place.Container.Head: INamedTypeSymbol row } } } changed || !PickedRows.IsElement(changed)) return declared;
        for (var type = row.BaseType; type is not null; type = type.BaseType)
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, declared?.OriginalDefinition)) return row;
        return declared;
    }
}

using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Flow.Source;

/// <summary>Properties that are nothing but a field.</summary>
internal static class AutoProperties
{
    public static bool Is(IPropertySymbol property) => Field(property) is not null;

    /// <summary>The field behind an auto-property of this compilation.</summary>
    public static IFieldSymbol? Field(IPropertySymbol property)
    {
        foreach (var member in property.ContainingType.GetMembers($"<{property.Name}>k__BackingField")) // looked up by name: types have many members
            if (member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)) return field;
        return null;
    }
}

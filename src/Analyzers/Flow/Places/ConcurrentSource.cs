using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Flow.Places;

/// <summary>A concurrent collection that code elsewhere goes through from beginning to end.</summary>
internal static class ConcurrentSource
{
    /// <summary>It is handed over as a sequence: <c>queue.ToList()</c>, <c>new List&lt;T&gt;(bag)</c>, <c>Save(queue)</c>.</summary>
    public static bool IsHandedOver(IConversionOperation conversion) =>
        conversion is { IsImplicit: true, Type: INamedTypeSymbol type, Parent: IArgumentOperation { Parent: var call }, Operand.Type: INamedTypeSymbol { ContainingNamespace.Name: "Concurrent" } }
        && (type.Name == "IEnumerable" || (type.Name is "IDictionary" or "ICollection" && call is IObjectCreationOperation { Type.ContainingNamespace.Name: "Generic" }));
}

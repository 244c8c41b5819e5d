using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow.Calls;

namespace RaceSafe.Analyzers.Flow.Places;

/// <summary>Entries of plain dictionaries and lists: state of whoever holds the collection, as the elements of an array are.</summary>
internal static class Entries
{
    /// <summary>The indexer names one.</summary>
    public static bool IsOne(IPropertySymbol indexer) => indexer is { IsIndexer: true, Parameters.Length: 1 } && Mutators.IsPlainCollection(indexer.ContainingType);

    /// <summary>The call asks for one by its key.</summary>
    public static bool IsLookUp(IMethodSymbol method) =>
        method.Name is "TryGetValue" or "GetValueOrDefault" or "ContainsKey" && Mutators.IsPlainCollection(method.ContainingType);

    /// <summary>The call only says whether there is one.</summary>
    public static bool IsAnswer(IMethodSymbol lookUp) => lookUp.Name is "TryGetValue" or "ContainsKey";

    /// <summary>The call puts one under a key.</summary>
    public static bool IsAdd(IMethodSymbol method) => method is { Name: "Add", Parameters.Length: 2 } && Mutators.IsPlainCollection(method.ContainingType);
}

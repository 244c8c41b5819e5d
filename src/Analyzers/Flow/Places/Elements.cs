using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Flow.Places;

/// <summary>Calls that give one object out of a collection, or walk through it: what they give belongs to whom the collection belongs to.</summary>
internal static class Elements
{
    /// <summary>One figure about all of them.</summary>
    public static bool IsFigureOf(IMethodSymbol method) => method is { Name: "Count" or "LongCount" or "Max" or "Sum", ContainingType.Name: "Enumerable" };

    /// <summary>A delegate gets one after the other.</summary>
    public static bool IsHandedEach(IMethodSymbol method) => method is { Name: "ForEach", ContainingType.Name: "List" };

    public static bool IsTakenBy(IMethodSymbol method) => method.Name switch
    {
        "GetEnumerator" or "GetAsyncEnumerator" => true,
        "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Last" or "LastOrDefault" or "Find" or "ElementAt" or "MinBy" or "MaxBy"
            or "Where" or "OrderBy" or "OrderByDescending" or "ThenBy" or "Take" or "Skip" or "ToList" or "ToArray" or "AsEnumerable" or "Reverse"
            => method.ContainingType.Name is "Enumerable" or "List",
        _ => false,
    };
}

using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Flow.Calls;

/// <summary>Methods of the BCL's plain collections that change the collection.</summary>
internal static class Mutators
{
    private static readonly string[] s_verbs =
        ["Add", "Insert", "Remove", "Clear", "Enqueue", "Dequeue", "Push", "Pop", "Append", "Union", "Except", "Intersect", "Symmetric", "Sort", "Reverse", "TryAdd", "TryDequeue", "TryPop", "Replace", "set_"];

    public static bool Changes(IMethodSymbol method)
    {
        if (!IsPlainCollection(method.ContainingType)) return false;
        foreach (var verb in s_verbs)
            if (method.Name.StartsWith(verb, StringComparison.Ordinal)) return true;
        return false;
    }

    /// <summary>A mutable collection without any locking of its own.</summary>
    public static bool IsPlainCollection(ITypeSymbol type) =>
        type.ContainingNamespace is { Name: "Generic", ContainingNamespace.Name: "Collections" } || type is { Name: "StringBuilder", ContainingNamespace.Name: "Text" };
}

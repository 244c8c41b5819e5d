using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>Does a command say what it did?</summary>
internal static class Answers
{
    /// <summary>A yes or no, or a number, perhaps in a task.</summary>
    public static bool HasOne(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 } task) type = task.TypeArguments[0];
        return type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Int32 or SpecialType.System_Int64;
    }
}

using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Flow.Calls;

/// <summary>Library calls that give the same for the same: what keys are made of.</summary>
internal static class PureCalls
{
    public static bool Is(IMethodSymbol method)
    {
        if (method.ReturnsVoid) return false;
        if (method.Name is "ToString" or "GetHashCode" or "Equals" or "ToLowerInvariant" or "ToUpperInvariant") return true;
        if (method.Name is "Serialize" or "SerializeObject" or "SerializeToUtf8Bytes" or "GetBytes" or "ToJson") return true;
        return method.ContainingType switch
        {
            { SpecialType: not SpecialType.None and not SpecialType.System_Object } => true,
            { Name: "Math" or "Convert" or "Path" or "BitConverter" or "HashCode" or "KeyValuePair" or "Tuple" or "ValueTuple" } => true,
            { Name: "Guid" or "DateTime" or "DateTimeOffset" or "TimeSpan" or "Uri" } => !method.Name.StartsWith("New", StringComparison.Ordinal),
            { IsRecord: true } => true,
            _ => false,
        };
    }
}

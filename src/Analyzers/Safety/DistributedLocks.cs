using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Safety;

/// <summary>Does a lock reach other processes?</summary>
internal static class DistributedLocks
{
    private static readonly string[] s_words = ["Distributed", "RedLock", "Redlock", "Redis", "LockProvider", "LockFactory", "LeaseManager", "Advisory", "DatabaseLock"];

    /// <summary>Goes by the type whose method takes the lock: a server's, or one named as such.</summary>
    public static bool Is(IOperation acquisition)
    {
        if (acquisition is not IInvocationOperation { TargetMethod: var method }) return false;
        return Says(method.ContainingType.Name) || Says(method.ContainingNamespace?.ToString()) || Says(method.ReturnType.Name) || method.Name is "LockTake" or "LockTakeAsync";
    }

    private static bool Says(string? name)
    {
        if (name is null) return false;
        foreach (var word in s_words)
            if (name.IndexOf(word, StringComparison.Ordinal) >= 0) return true;
        return false;
    }
}

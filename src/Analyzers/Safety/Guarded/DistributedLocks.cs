using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Safety.Guarded;

/// <summary>Does a lock reach other processes?</summary>
internal static class DistributedLocks
{
    private static readonly string[] s_words = ["Distributed", "RedLock", "Redlock", "Redis", "LockProvider", "LockFactory", "LeaseManager", "Advisory", "DatabaseLock"];

    private static readonly string[] s_statements = ["pg_advisory_", "pg_try_advisory_", "sp_getapplock", "get_lock("];

    /// <summary>Goes by the type whose method takes the lock: a server's, or one named as such.</summary>
    public static bool Is(IOperation acquisition)
    {
        if (acquisition is not IInvocationOperation { TargetMethod: var method }) return false;
        return IsOfDatabase(method) || Says(method.ContainingType.Name) || Says(method.ContainingNamespace?.ToString()) || Says(method.ReturnType.Name) || method.Name is "LockTake" or "LockTakeAsync";
    }

    /// <summary>A method of the user's own that has the database take a lock.</summary>
    private static bool IsOfDatabase(IMethodSymbol method)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
            foreach (var token in reference.GetSyntax().DescendantTokens())
                if (token.Value is string text && Array.Exists(s_statements, statement => text.IndexOf(statement, StringComparison.OrdinalIgnoreCase) >= 0)) return true;
        return false;
    }

    private static bool Says(string? name)
    {
        if (name is null) return false;
        foreach (var word in s_words)
            if (name.IndexOf(word, StringComparison.Ordinal) >= 0) return true;
        return false;
    }
}

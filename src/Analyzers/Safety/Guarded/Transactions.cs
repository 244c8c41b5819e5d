using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety.Guarded;

/// <summary>MULTI on Redis: commands that run in one step, and the conditions under which they do.</summary>
internal static class Transactions
{
    /// <summary>The command is queued in a transaction.</summary>
    public static bool Holds(Access access) =>
        Branches.Unwrap(access.Source.ContainerOperation)?.Type is { } type && (IsTransaction(type) || type.AllInterfaces.Any(IsTransaction));

    /// <summary>The condition that makes the transaction of a write fail when what it relies on has changed, or null.</summary>
    public static Answer? Condition(MethodFlow flow, Access write)
    {
        if (!Holds(write)) return null;
        foreach (var access in flow.Accesses)
        {
            if (access.Operation is IInvocationOperation { TargetMethod.Name: RedisTable.AddCondition } && access.Place.Container == write.Place.Container)
                return new("the transaction has a condition", access.Syntax.GetLocation());
        }

        return null;
    }

    private static bool IsTransaction(ITypeSymbol type) => type is { Name: "ITransaction", ContainingNamespace: { Name: "Redis", ContainingNamespace.Name: "StackExchange" } };
}

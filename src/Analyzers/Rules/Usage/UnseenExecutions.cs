using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Rules.Cache;
using RaceSafe.Analyzers.Safety.Guarded;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Usage;

/// <summary>
/// A transaction that writes what was made of an entry on condition that the entry is still as it was. When it is not, the server does nothing and says so;
/// if nobody listens, the update is lost as it would be without the condition.
/// </summary>
internal static class UnseenExecutions
{
    public static IEnumerable<(IInvocationOperation Execution, Access Write)> In(MethodFlow flow)
    {
        foreach (var write in flow.Accesses)
        {
            if (write is not { Kind: AccessKind.Write, Imported: null, ResultIsUsed: false } || !Transactions.Holds(write) || Transactions.Condition(flow, write) is null) continue;
            if (flow.ReadsIn(write.Value.Origins).Any(read => IsUpdate(read, write)) && Of(write) is { } execution) yield return (execution, write);
        }
    }

    private static bool IsUpdate(Access read, Access write) =>
        read.Kind == AccessKind.Read && read.Place.With(write.Place) == Overlap.Same && !Rewrites.IsHarmless(new(HazardPattern.LostUpdate, read, write, Overlap.Same));

    /// <summary>The only call that executes the transaction, if nobody looks at what it says.</summary>
    private static IInvocationOperation? Of(Access write)
    {
        if (Branches.Unwrap(write.ContainerOperation) is not ILocalReferenceOperation { Local: var transaction }) return null;
        var executions = write.Frame.Graph.OriginalOperation.Descendants().OfType<IInvocationOperation>()
            .Where(call => call is { TargetMethod.Name: "Execute" or "ExecuteAsync", Instance: ILocalReferenceOperation { Local: var local } } && local.Equals(transaction, Microsoft.CodeAnalysis.SymbolEqualityComparer.Default)).ToList();
        if (executions.Count != 1 || !executions[0].Arguments.All(flag => flag.ArgumentKind == ArgumentKind.DefaultValue)) return null;
        return Unasked.Is(executions[0].Syntax) ? executions[0] : null;
    }
}

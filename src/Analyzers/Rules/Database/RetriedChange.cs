using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>RACE3011: a delegate that is run again on failure changes an object that was loaded outside of it.</summary>
internal sealed class RetriedChange() : Rule(
    "RACE3011",
    "Retried delegate repeats a change",
    "'{0}' was loaded on line {1}, outside of the delegate that '{2}' runs again on failure; a second run applies the change twice",
    "The object keeps what the failed run did to it. Load it inside of the delegate, from a context that has forgotten the run before, or give the operation an id.")
{
    public override void Examine(RuleContext context)
    {
        foreach (var hazard in context.Hazards)
        {
            var write = hazard.Write;
            if (write is not { Kind: AccessKind.Mutate, Place.Store: StoreKind.Entity, Imported: null } || Relative.Kind(hazard) != RowRace.RelativeChange) continue;
            if (write.Place.Container?.Root.Head is not Access load || Retry(write.Frame) is not { } frame || IsInside(load.Frame, frame) || !Saves(context.Flow, frame)) continue;
            var handoff = FixHandoff.None.At(FixRoles.Read, load.Syntax.GetLocation());
            context.Report(Descriptor, write, handoff, hazard.Read.Member?.Name ?? "the row", Names.LineOfCall(load), ((IInvocationOperation)frame.Site!).TargetMethod.Name);
        }
    }

    /// <summary>The delegate around a place that an execution strategy or a retry policy runs.</summary>
    private static FlowFrame? Retry(FlowFrame? frame)
    {
        for (; frame is not null; frame = frame.Parent)
            if (frame.Site is IInvocationOperation call && IsRetry(call)) return frame;
        return null;
    }

    private static bool IsRetry(IInvocationOperation call)
    {
        if (!call.TargetMethod.Name.StartsWith("Execute", StringComparison.Ordinal)) return false;
        var type = call.TargetMethod.ContainingType.Name;
        return type is "IExecutionStrategy" or "ExecutionStrategyExtensions" or "ExecutionStrategy" or "ResiliencePipeline" || type.EndsWith("RetryPolicy", StringComparison.Ordinal)
            || call.Instance?.Type?.Name is { } receiver && (receiver.EndsWith("RetryPolicy", StringComparison.Ordinal) || receiver == "ResiliencePipeline");
    }

    private static bool IsInside(FlowFrame? inner, FlowFrame outer)
    {
        for (; inner is not null; inner = inner.Parent)
            if (ReferenceEquals(inner, outer)) return true;
        return false;
    }

    private static bool Saves(MethodFlow flow, FlowFrame frame)
    {
        foreach (var access in flow.Accesses)
            if (access is { Kind: AccessKind.Commit, Place.Store: StoreKind.Entity } && IsInside(access.Frame, frame)) return true;
        return false;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Evidence;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>
/// A flag that is asked and set in two steps, so that two callers pass, before something that must not run twice: a loop is started, work goes on
/// until the flag is taken down again, a plain collection is filled. What is only announced once may be announced twice.
/// </summary>
internal static class FlagChecks
{
    public static bool Is(Hazard hazard, MethodFlow flow)
    {
        foreach (var decision in Decisions.Between(hazard.Read, hazard.Write))
        {
            if (decision.Sym is not { } condition || !(LimitChecks.IsRead(condition, hazard) || condition.Parts.Any(part => LimitChecks.IsRead(part, hazard)))) continue;
            if (IsTakenDown(hazard.Write, condition, flow) || Any(decision, hazard, "thread", StartsThread) || (IsFlag(hazard.Write) && Any(decision, hazard, "filling", Fills))) return true;
        }

        return false;
    }

    private static bool Any(Decision decision, Hazard hazard, string question, Func<IOperation, bool> matters) =>
        Decisions.FirstUnder(decision, hazard.Write.Frame, question, block => block.Operations.FirstOrDefault(matters)) is not null;

    private static bool StartsThread(IOperation operation) => ThreadStarts.IsIn(operation.Syntax);

    private static bool IsFlag(Access write) => write.Value.Sym.Head is true;

    /// <summary>The method itself sets it back, to what lets the next one in. The states of an object are more than a flag, and have a lock of their own.</summary>
    private static bool IsTakenDown(Access write, Sym condition, MethodFlow flow)
    {
        if (write.ContainerOperation?.Type?.TypeKind == TypeKind.Enum) return false;
        foreach (var access in flow.Accesses)
        {
            if (access.Kind != AccessKind.Write || !access.IsNamedHere || !ReferenceEquals(access.Frame, write.Frame) || access.Value.Sym is not { Kind: SymKind.Constant, Head: not null } down) continue;
            if (down == write.Value.Sym || access.Place.With(write.Place) != Overlap.Same || !(down.Head is bool || condition.Parts.Contains(down))) continue;
            if ((access.Held & write.Held) == 0 && IsAfter(access, write) && !flow.ReadsIn(access.ControlReads & ~write.ControlReads).Any(asked => asked.Place.With(write.Place) == Overlap.Same)) return true;
        }

        return false;
    }

    /// <summary>It ends what the other began; in a loop that goes from one to the other and back, both are steps.</summary>
    private static bool IsAfter(Access end, Access beginning) =>
        end.Operation.Syntax.SpanStart > beginning.Operation.Syntax.SpanStart && (end.Block == beginning.Block || IsInFinally(end) || (Branches.CanFollow(beginning, end) && !Branches.CanFollow(end, beginning)));

    private static bool IsInFinally(Access access)
    {
        for (var region = access.Frame.Graph.Blocks[access.Block].EnclosingRegion; region is not null; region = region.EnclosingRegion)
            if (region.Kind == ControlFlowRegionKind.Finally) return true;
        return false;
    }

    /// <summary>Something is put into a plain collection that a member holds: two that do so at once break it.</summary>
    private static bool Fills(IOperation operation)
    {
        foreach (var part in operation.DescendantsAndSelf())
        {
            var collection = part switch
            {
                IInvocationOperation { Instance: { } changed } call when Mutators.Changes(call.TargetMethod) && call.TargetMethod.Name is "Add" or "AddRange" or "TryAdd" or "Insert" or "Enqueue" or "Push" => changed,
                ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { IsIndexer: true, ContainingType: { } type }, Instance: { } changed } } when Mutators.IsPlainCollection(type) => changed,
                _ => null,
            };
            if (collection is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation }) return true;
        }

        return false;
    }
}

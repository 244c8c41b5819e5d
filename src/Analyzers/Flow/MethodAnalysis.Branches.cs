using System.Collections.Immutable;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace RaceSafe.Analyzers.Flow;

/// <summary>What the outcome of a branch says about the values behind it.</summary>
internal sealed partial class MethodAnalysis
{
    /// <summary>The edge is taken when the condition is false.</summary>
    private static bool IsWhenFalse(BasicBlock block, ControlFlowBranch edge) =>
        block.ConditionKind != ControlFlowConditionKind.None && edge.IsConditionalSuccessor == (block.ConditionKind == ControlFlowConditionKind.WhenFalse);

    /// <summary>After a try-get that found nothing, the out variable holds a default, which depends on nothing that was stored.</summary>
    private static FlowState WithoutFound(Sym condition, FlowState state)
    {
        if (condition is not { Kind: SymKind.Pure, Head: Access { Spec.Out.IsEmpty: false } read }) return state;
        var found = Sym.Result(read);
        FlowState? without = null;
        foreach (var slot in state.SlotsOf(found)) (without ??= state.Copy()).Set(slot, FlowValue.Of(Sym.Opaque((read, false))));
        return without ?? state;
    }

    /// <summary>The first blocks of the catch clauses around a block.</summary>
    private static ImmutableArray<int> Handlers(BasicBlock block)
    {
        ImmutableArray<int>.Builder? found = null;
        for (var region = block.EnclosingRegion; region is { Kind: not ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
        {
            if (region.Kind != ControlFlowRegionKind.Try || region.EnclosingRegion?.Kind != ControlFlowRegionKind.TryAndCatch) continue;
            foreach (var handler in region.EnclosingRegion.NestedRegions)
                if (handler != region) (found ??= ImmutableArray.CreateBuilder<int>()).Add(handler.FirstBlockOrdinal);
        }

        return found?.ToImmutable() ?? ImmutableArray<int>.Empty;
    }
}

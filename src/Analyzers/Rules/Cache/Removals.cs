using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>
/// A value that is read and then deleted as used up: two callers can read it before either deletes it. Deleting what is stale is something else:
/// there nobody uses the value.
/// </summary>
internal static class Removals
{
    private static readonly string[] s_lockWords = ["lock", "lease", "mutex", "leader", "owner", "semaphore"];

    public static IEnumerable<(CacheRace Race, Hazard Hazard)> In(RuleContext context)
    {
        foreach (var removal in context.Flow.Accesses)
        {
            if (removal.Kind != AccessKind.Remove || !CacheRaces.IsCache(removal) || removal.Spec.Shape == CachingTable.Session || Draws.IsQueue(removal)) continue;
            foreach (var read in context.Flow.Reads)
                if (Pair(read, removal, context) is { } pair) yield return pair;
        }
    }

    private static (CacheRace, Hazard)? Pair(Access read, Access removal, RuleContext context)
    {
        if (read.Kind != AccessKind.Read || read.Place.With(removal.Place) != Overlap.Same || !Precedes(read, removal)) return null;
        if (read.Imported is not null && ReferenceEquals(read.Operation, removal.Operation)) return null;
        var hazard = new Hazard(HazardPattern.CheckThenAct, read, removal, Overlap.Same);
        var compared = ComparedWith(read, removal);
        if (CacheRaces.IsAnswered(removal)) // of all who delete it one is told that it did: it may have been the lock of another
            return compared is not null && (IsLock(removal.KeyOperation?.Syntax.ToString()) || IsLock(context.Method.ContainingType.Name)) ? (CacheRace.LockReleased, hazard) : null;
        if (compared is not null && IsLock(context, removal, compared)) return (CacheRace.LockReleased, hazard);
        if (compared is not null) return (CacheRace.TakenOnce, hazard);
        return (IsTaken(read, removal) || Spending.Of(read, removal) is not null || IsReissued(context.Flow, read, removal)) && !IsPutBack(context.Flow, removal) ? (CacheRace.TakenOnce, hazard) : null;
    }

    private static bool Precedes(Access read, Access removal) => read.ReadIndex >= 0 && read.ReadIndex < removal.HeldSince.Length && !ReferenceEquals(read, removal);

    /// <summary>What the value was found equal to on the way to the removal: the code that the user typed, the token of the lock's owner.</summary>
    private static IOperation? ComparedWith(Access read, Access removal)
    {
        foreach (var decision in Decisions.Between(read, removal))
            if (Equal(decision.Condition, decision.WhenTrue) is { } other) return other;
        return null;
    }

    private static IOperation? Equal(IOperation? condition, bool outcome) => Branches.Unwrap(condition) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Equal(not.Operand, !outcome),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equal when outcome => Other(equal.LeftOperand, equal.RightOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } differ when !outcome => Other(differ.LeftOperand, differ.RightOperand),
        IInvocationOperation { TargetMethod.Name: "Equals" or "FixedTimeEquals" or "SequenceEqual", Arguments: { Length: > 0 } arguments } call when outcome =>
            Other(call.Instance ?? arguments[0].Value, arguments[call.Instance is null && arguments.Length > 1 ? 1 : 0].Value),
        _ => null,
    };

    /// <summary>A comparison with a constant is a state, not a code: none of our business.</summary>
    private static IOperation? Other(IOperation left, IOperation right) =>
        IsFixed(left) || IsFixed(right) ? null : right;

    private static bool IsFixed(IOperation operation) =>
        Branches.Unwrap(operation) is not { } value || value.ConstantValue.HasValue || value is IDefaultValueOperation || value is IFieldReferenceOperation { Field.ContainingType.TypeKind: TypeKind.Enum }
        || value.Type is { TypeKind: TypeKind.Enum } or { SpecialType: SpecialType.System_Boolean };

    private static bool IsLock(RuleContext context, Access removal, IOperation token)
    {
        string?[] words = [context.Method.Name, context.Method.ContainingType.Name, removal.KeyOperation?.Syntax.ToString(), token.Syntax.ToString()];
        return words.Any(IsLock);
    }

    private static bool IsLock(string? word) =>
        s_lockWords.Any(sign => word?.IndexOf(sign, StringComparison.OrdinalIgnoreCase) >= 0 && !word.Contains("Block") && !word.Contains("block")); // JobLocks are locks

    /// <summary>The value is deleted whatever it is, once there is one, and given to the caller.</summary>
    public static bool IsTaken(Access read, Access removal) =>
        Decisions.Between(read, removal).All(decision => Findings.SaysPresent(decision, read) == true) && IsGivenOut(read, removal);

    /// <summary>What was read is returned as the entry goes.</summary>
    public static bool IsGivenOut(Access read, Access removal)
    {
        var frame = removal.Frame;
        foreach (var block in IsLast(removal) ? frame.Graph.Blocks : Branches.Reachable(frame, removal.Block))
        {
            if (block.FallThroughSuccessor?.Semantics != ControlFlowBranchSemantics.Return || block.BranchValue is null) continue;
            if ((frame.BranchOf(block.Ordinal).Origins & read.ReadBit) != 0 && block.BranchValue.Type?.SpecialType != SpecialType.System_Boolean) return true;
        }

        return false;
    }

    /// <summary>The removal stands in a <c>finally</c>: what is returned was computed before.</summary>
    private static bool IsLast(Access removal)
    {
        for (var region = removal.Frame.Graph.Blocks[removal.Block].EnclosingRegion; region is not null; region = region.EnclosingRegion)
            if (region.Kind == ControlFlowRegionKind.Finally) return true;
        return false;
    }

    /// <summary>What was read is written again under a key that no other caller has: a token is exchanged for a new one.</summary>
    private static bool IsReissued(MethodFlow flow, Access read, Access removal) => !Decisions.AreOthersBetween(read, removal) && flow.Accesses.Any(access =>
        access.Kind is AccessKind.Write or AccessKind.AddIfAbsent && (access.Value.Origins & read.ReadBit) != 0 && Markers.IsUnique(access.Place.Key) && Branches.Meet(removal, removal.Frame.Graph.Blocks[access.Block]));

    private static bool IsPutBack(MethodFlow flow, Access removal) =>
        flow.Accesses.Any(access => access.Kind is AccessKind.Write or AccessKind.AddIfAbsent or AccessKind.GetOrAdd && access.Place.With(removal.Place) == Overlap.Same);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Confined;
using RaceSafe.Analyzers.Safety.Evidence;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety.Harmless;

/// <summary>
/// Fill or claim? A check, then a write, loses nothing when both callers would store the same: a cache that is filled. It loses something when being
/// first matters: effects hang on the branch, whoever comes second is refused, the very object that is stored is used, the first value is to win, or a
/// limit is kept. Whatever is not clearly such a claim is taken for a fill.
/// </summary>
internal static class Claims
{
    /// <summary>What shows that only the first is meant to pass; null for a fill.</summary>
    public static Answer? Of(MethodFlow flow, Hazard hazard)
    {
        var (read, write) = (hazard.Read, hazard.Write);
        if (hazard.Pattern == HazardPattern.DroppedOutcome && write.Kind == AccessKind.Take) return OfTake(flow, hazard);
        if (hazard.Pattern == HazardPattern.UsedLater) return OfLater(flow, hazard);
        if (write.Kind == AccessKind.GetOrAdd) return Identity.IsGate(write) ? new("others wait at the very object that is stored", write.Syntax.GetLocation()) : null;
        var decisions = Decisions.Between(read, write).ToList();
        var missing = decisions.FindAll(decision => Findings.SaysMissing(decision, read));
        if (write.Place.Store != StoreKind.ConcurrentCollection) return missing.Count > 0 ? OfEntry(flow, hazard, missing) : OfState(flow, read, write, decisions.FindAll(decision => Findings.SaysExpected(decision) || Findings.SaysNotYet(decision, write.Value.Sym)));
        if (read.Kind == AccessKind.Count) return OfLimit(decisions, write);
        if (missing.Count > 0) return OfEntry(flow, hazard, missing) ?? (HappensElse(decisions, missing) ? null : OfValue(write, flow.Method!));
        return decisions.Exists(decision => Findings.SaysPresent(decision, read) == true) ? null : OfEntry(flow, hazard, decisions);
    }

    /// <summary>Why nothing is lost although both callers pass.</summary>
    public static string Harmless(Hazard hazard) => (hazard.Read.Kind, hazard.Write.Kind) switch
    {
        (AccessKind.Count, not AccessKind.Take) => "the number is a guide, not a limit: nobody is refused",
        (_, AccessKind.Take) => "nothing shows that there is a second consumer that needs what is taken",
        _ => "whoever comes second stores what the first one would have stored",
    };

    /// <summary>The write happens because nothing was found.</summary>
    public static bool IsMiss(Hazard hazard)
    {
        var decisions = Decisions.Between(hazard.Read, hazard.Write).ToList();
        return decisions.Exists(decision => Findings.SaysMissing(decision, hazard.Read) && !decisions.Contains(decision with { WhenTrue = !decision.WhenTrue }));
    }

    private static Answer? OfEntry(MethodFlow flow, Hazard hazard, List<Decision> decisions)
    {
        var write = hazard.Write;
        if (write.Place.Store.ReachOf() == Reach.Process && Identity.Matters(write, flow.Method!)) return new("others work with the very object that is stored", write.Syntax.GetLocation());
        if (write.Place.Store == StoreKind.ConcurrentCollection && Markers.IsUnique(write.Value.Sym)) return new("every caller makes another value", write.Syntax.GetLocation());
        var marker = IsMarker(write);
        if (marker && Act(flow, write, decisions) is { } act) return new("what follows is meant to happen once", act.Syntax.GetLocation());
        if (marker && ReplacedLater(flow, write, decisions) is { } result) return new("it stands for work that is going on until the result replaces it", result.Syntax.GetLocation());
        if (Refusal(hazard, decisions, marker) is { } refusal) return new("whoever comes second is refused", refusal);
        if (write.Place.Store == StoreKind.ConcurrentCollection || LifeCycle.Is(flow.Method!)) return null;
        if (write.Kind != AccessKind.Write) return null; // what is set only where there is nothing sets nothing back
        if (Markers.IsNumber(write.Value.Sym)) return new("a counter is reset", write.Syntax.GetLocation());
        if (IsCountedOn(flow, write) is { } update) return new("it is counted on from what is set", update.Syntax.GetLocation());
        return SaysOnce(write, flow.Method!) ? new("what is stored is the answer to all repeats of one request", write.Syntax.GetLocation()) : null;
    }

    /// <summary>A start that comes from elsewhere, and then the next number: whoever sets the start later sets it back.</summary>
    private static Access? IsCountedOn(MethodFlow flow, Access write) =>
        flow.Accesses.FirstOrDefault(access => access.Kind == AccessKind.Update && access.Place.With(write.Place) == Overlap.Same && Branches.CanFollow(write, access));

    /// <summary>The code says that it keeps requests from being done twice, which is more than to save work.</summary>
    private static bool SaysOnce(Access write, IMethodSymbol method) =>
        Says(method.ContainingType.Name) || Says(write.KeyOperation?.Syntax.ToString());

    private static bool Says(string? word) => word?.IndexOf("idempot", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>The entry is written either way; whether there was one before decides what is done after that.</summary>
    private static Answer? OfLater(MethodFlow flow, Hazard hazard)
    {
        var frame = hazard.Write.Frame;
        foreach (var block in Branches.Reachable(frame, hazard.Write.Block))
            if (Effects.In(block, flow, byName: true) is { } effect && frame.DecisionsFor(block.Ordinal).Any(decision => (decision.Origins & hazard.Read.ReadBit) != 0 && Findings.SaysMissing(decision, hazard.Read)))
                return new("what follows is meant to happen once", effect.Syntax.GetLocation());
        return null;
    }

    /// <summary>From the state that the code waits for to the next one: whoever makes the step goes on, the others are not meant to.</summary>
    private static Answer? OfState(MethodFlow flow, Access read, Access write, List<Decision> decisions)
    {
        if (decisions.Count == 0 || !Markers.Is(write.Value.Sym) || (decisions.Exists(Findings.SaysOld) && Decisions.AreOthersBetween(read, write))) return null;
        if (Act(flow, write, decisions, decisions.Exists(Findings.SaysOld)) is { } act) return new("what follows is meant to happen once", act.Syntax.GetLocation());
        return Decisions.Refusal(decisions, write.Frame, false) is { } refusal ? new("whoever comes second is refused", refusal) : null;
    }

    /// <summary>Another decision, taken where something was found, leads to the write too: <c>if (found &amp;&amp; same) return;</c></summary>
    private static bool HappensElse(List<Decision> decisions, List<Decision> missing)
    {
        foreach (var other in decisions)
            foreach (var before in other.Frame.DecisionsFor(other.Block))
                if (missing.Contains(before with { WhenTrue = !before.WhenTrue })) return true;
        return false;
    }

    /// <summary>The value is the caller's own, and callers outside choose it: the first is to win. A private helper only stores what was computed.</summary>
    private static Answer? OfValue(Access write, IMethodSymbol method) =>
        method.DeclaredAccessibility != Accessibility.Private && write.Kind != AccessKind.AddIfAbsent && write.Value.Sym is { Kind: SymKind.Parameter, Head: IParameterSymbol parameter }
        && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method) && write.Value.Sym != write.Place.Key
            ? new("the first caller's value is to win", parameter.Locations[0])
            : null;

    /// <summary>A bound is kept exactly only where the one who comes too late is refused; a pool or buffer may be a little larger.</summary>
    private static Answer? OfLimit(List<Decision> decisions, Access write)
    {
        foreach (var decision in decisions)
        {
            if (decisions.Contains(decision with { WhenTrue = !decision.WhenTrue })) continue; // it happens either way
            if (decision.Sym is { Kind: SymKind.Pure, Head: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual }
                && Decisions.RefusesOtherwise(decision, write.Frame) && !IsThrownAway(decision, write)) return new("whoever comes too late is refused", decision.Condition.Syntax.GetLocation());
        }

        return null;
    }

    /// <summary>What finds no room is disposed of there and then: a pool, of which nobody minds if it is a little larger.</summary>
    private static bool IsThrownAway(Decision decision, Access write)
    {
        if (write.Operation is not IInvocationOperation { Arguments: { Length: > 0 } arguments } || Branches.Unwrap(arguments[0].Value) is not { } item) return false;
        foreach (var block in Decisions.Otherwise(decision, write.Frame))
            foreach (var call in block.Operations.SelectMany(operation => operation.DescendantsAndSelf()).OfType<IInvocationOperation>())
                if (Ends(call) && (IsItem(call.Instance) || call.Arguments.Any(argument => IsItem(argument.Value)))) return true;
        return false;

        bool IsItem(IOperation? value) => Branches.Unwrap(value)?.Syntax.ToString() == item.Syntax.ToString();
    }

    private static bool Ends(IInvocationOperation call) =>
        call.TargetMethod is { MethodKind: MethodKind.DelegateInvoke, ReturnsVoid: true } or { Name: "Dispose" or "DisposeAsync" or "Close" or "CloseAsync" or "Destroy" or "Release" or "Free" or "Discard" or "Return" };

    /// <summary>One consumer alone finds what it has seen. Two do not, and then the out variable holds nothing.</summary>
    private static Answer? OfTake(MethodFlow flow, Hazard hazard)
    {
        if (hazard.Read.Kind is AccessKind.Check or AccessKind.Read) return OfPassed(flow, hazard) ?? OfPeeked(hazard, flow.Method!);
        return hazard.Read.Kind == AccessKind.Count && UsesWhatItTook(hazard.Write) && Consumers.Others(hazard.Write, flow.Method!) ? new("another consumer takes from it too", hazard.Write.Syntax.GetLocation()) : null;
    }

    /// <summary>The head of a queue is looked at and then dropped unseen: where others take too, it is another one by then, which nobody has handled.</summary>
    private static Answer? OfPeeked(Hazard hazard, IMethodSymbol method) =>
        hazard.Read is { Kind: AccessKind.Read, Place.Key: null } && !UsesWhatItTook(hazard.Write) && Consumers.Others(hazard.Write, method)
            ? new("another consumer takes from it too", hazard.Write.Syntax.GetLocation())
            : null;

    /// <summary>The check refuses the one who finds nothing; whoever passes it is told that he was the one, or acts on it, and two can pass.</summary>
    private static Answer? OfPassed(MethodFlow flow, Hazard hazard)
    {
        var write = hazard.Write;
        var decisions = write.Frame.DecisionsFor(write.Block).ToList();
        if (!decisions.TrueForAll(decision => Findings.SaysPresent(decision, hazard.Read) == true)) return null; // something else decides too
        return decisions.Exists(decision => Decisions.RefusesOtherwise(decision, write.Frame) && (Decisions.Answers(decision, write.Frame) || Act(flow, write, [decision]) is not null))
            ? new("whoever finds nothing is refused", write.Syntax.GetLocation())
            : null;
    }

    private static bool UsesWhatItTook(Access take) =>
        take.Operation is IInvocationOperation call && call.Arguments.Any(argument => argument.Parameter?.RefKind == RefKind.Out && argument.Value is not IDiscardOperation);

    /// <summary>It says nothing but that somebody was here: no value at all, or one that holds nothing.</summary>
    private static bool IsMarker(Access write) =>
        (write.Kind == AccessKind.AddIfAbsent && write.ValueOperation is null) || Markers.Is(write.Value.Sym) || write.ValueOperation is IDefaultValueOperation;

    /// <summary>
    /// An exception or an error by its name refuses, whatever is stored; a yes or no only where a mark or a name is stored. What is set because the work failed refuses those
    /// who come later, whoever sets it.
    /// </summary>
    private static Location? Refusal(Hazard hazard, List<Decision> decisions, bool marker)
    {
        var write = hazard.Write;
        if (Decisions.AreOthersBetween(hazard.Read, write) || IsInCatch(write)) return null;
        return Decisions.Throws(decisions, hazard.Read, write.Frame)
            ?? (marker || Markers.IsIdentity(write.Value.Sym) ? Decisions.Refusal(decisions, write.Frame, write.Kind != AccessKind.Write) : Decisions.Rejection(decisions, write.Frame));
    }

    private static bool IsInCatch(Access write)
    {
        for (var region = write.Frame.Graph.Blocks[write.Block].EnclosingRegion; region is not null; region = region.EnclosingRegion)
            if (region.Kind == ControlFlowRegionKind.Catch) return true;
        return false;
    }

    /// <summary>Something with an effect that happens on the same branch.</summary>
    private static IOperation? Act(MethodFlow flow, Access write, List<Decision> decisions, bool byName = false)
    {
        foreach (var decision in decisions)
        {
            IOperation? Effect(BasicBlock block) => Effects.In(block, flow, byName);
            if (Decisions.FirstUnder(decision, write.Frame, byName ? "named effect" : "effect", Effect) is not null
                && Decisions.Under(decision, write.Frame).Where(block => Branches.Meet(write, block) && GoesWith(write, block)).Select(Effect).FirstOrDefault(found => found is not null) is { } effect) return effect;
            foreach (var access in flow.Accesses)
                if ((access.Kind == AccessKind.Update || IsQueued(access)) && ReferenceEquals(access.Frame, write.Frame) && access.Place.With(write.Place) != Overlap.Same && IsUnder(decision, access)) return access.Operation;
        }

        return null;
    }

    /// <summary>What happens whether the mark is set or not does not hang on it.</summary>
    private static bool GoesWith(Access write, BasicBlock block)
    {
        var decisions = new HashSet<Decision>(write.Frame.DecisionsFor(block.Ordinal));
        return write.Frame.DecisionsFor(write.Block).All(decisions.Contains);
    }

    /// <summary>It waits for somebody who works it off.</summary>
    private static bool IsQueued(Access access) =>
        access is { Kind: AccessKind.Add, Place.Store: StoreKind.ConcurrentCollection, ContainerOperation.Type: { } type } && (type.Name is "ConcurrentQueue" or "BlockingCollection");

    private static bool IsUnder(Decision decision, Access access) => Decisions.Under(decision, access.Frame).Any(block => block.Ordinal == access.Block);

    /// <summary>The marker gives way to a value of another kind, later on the same branch.</summary>
    private static Access? ReplacedLater(MethodFlow flow, Access write, List<Decision> decisions)
    {
        foreach (var access in flow.Accesses)
        {
            if (access.Kind != AccessKind.Write || ReferenceEquals(access, write) || !ReferenceEquals(access.Frame, write.Frame) || Markers.Is(access.Value.Sym)) continue;
            if (access.Operation.Syntax.SpanStart > write.Operation.Syntax.SpanStart && access.Place.With(write.Place) == Overlap.Same && Branches.CanFollow(write, access)
                && decisions.Exists(decision => IsUnder(decision, access))) return access;
        }

        return null;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety;

/// <summary>
/// Fill or claim? A check of a store in memory, then a write, loses nothing when both callers would store the same: a cache that is filled.
/// It loses something when being first matters: the stored object is used and changed, effects hang on the branch, the first value is to
/// win, or a limit is kept. Whatever is not clearly such a claim is taken for a fill.
/// </summary>
internal static class Benign
{
    /// <summary>The reason why it does not matter that two callers pass the check, or null.</summary>
    public static Answer? Of(Hazard hazard, IMethodSymbol method)
    {
        if (hazard.Pattern == HazardPattern.DroppedOutcome && hazard.Write.Kind == AccessKind.Take) return OfTake(hazard, method);
        if (hazard.Read.Kind == AccessKind.Count) return OfLimit(hazard);
        var (present, missing) = (false, false);
        foreach (var decision in Decisions.Between(hazard))
        {
            var says = Decisions.SaysPresent(decision, hazard.Read);
            present |= says == true;
            missing |= says == false;
        }

        if (present && !missing) return new("an entry is only replaced where there is one", null);
        if (Identity.Matters(hazard.Write, method)) return null;
        if (IsMarker(hazard.Write) && HasEffects(hazard)) return null;
        if (missing && hazard.Write.Kind != AccessKind.AddIfAbsent && IsHandedIn(hazard.Write, method)) return null;
        return new("whoever comes second stores what the first one would have stored", null);
    }

    /// <summary>A bound is kept exactly only where the one who comes too late is refused; a pool or buffer may be a little larger.</summary>
    private static Answer? OfLimit(Hazard hazard)
    {
        var decisions = Decisions.Between(hazard).ToList();
        foreach (var decision in decisions)
        {
            if (decisions.Contains(decision with { WhenTrue = !decision.WhenTrue })) continue; // it happens either way
            if (decision.Sym is { Kind: SymKind.Pure, Head: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual }
                && Decisions.RefusesOtherwise(decision, hazard.Write.Frame)) return null;
        }

        return new("the number is a guide, not a limit: nobody is refused", null);
    }

    /// <summary>One consumer alone finds what it has seen. Two do not, and then the out variable holds nothing.</summary>
    private static Answer? OfTake(Hazard hazard, IMethodSymbol method)
    {
        if (hazard.Read.Kind is AccessKind.Check or AccessKind.Read && IsTakenForTheAnswer(hazard)) return null;
        if (hazard.Read.Kind != AccessKind.Count || !UsesWhatItTook(hazard.Write)) return new("what is taken is not used", null);
        return Consumers.Others(hazard.Write, method) ? null : new("nothing shows that there is a second consumer", null);
    }

    /// <summary>The check refuses the one who finds nothing; whoever passes it is told that he was the one, or acts on it, and two can pass.</summary>
    private static bool IsTakenForTheAnswer(Hazard hazard)
    {
        var isAnswer = false;
        foreach (var decision in hazard.Write.Frame.DecisionsFor(hazard.Write.Block))
        {
            if (Decisions.SaysPresent(decision, hazard.Read) != true) return false; // something else decides too
            isAnswer |= Decisions.RefusesOtherwise(decision, hazard.Write.Frame) && (HasEffects(hazard) || Decisions.Answers(decision, hazard.Write.Frame));
        }

        return isAnswer;
    }

    private static bool UsesWhatItTook(Access take) =>
        take.Operation is IInvocationOperation call
        && call.Arguments.Any(argument => argument.Parameter?.RefKind == RefKind.Out && argument.Value is not IDiscardOperation);

    private static bool IsMarker(Access write) => Markers.Is(write.Value.Sym) || write.ValueOperation is IDefaultValueOperation;

    /// <summary>Calls that are made for what they do, and only by the one who found nothing.</summary>
    private static bool HasEffects(Hazard hazard)
    {
        foreach (var decision in Decisions.Between(hazard))
            if (Decisions.AnyUnder(decision, hazard.Write.Frame, "effect", operation => operation is IExpressionStatementOperation statement && IsEffect(statement.Operation))) return true;
        return false;
    }

    private static bool IsEffect(IOperation operation)
    {
        while (operation is IAwaitOperation wait) operation = wait.Operation;
        if (operation is not IInvocationOperation call) return false;
        if (call.TargetMethod.Name == "ConfigureAwait" && call.Instance is { } task) return IsEffect(task);
        if (call.Instance is ILocalReferenceOperation) return false;
        return call.TargetMethod.Name is not ("Dispose" or "DisposeAsync")
            && !Says(call.TargetMethod.Name, "Log") && !Says(call.TargetMethod.ContainingType.Name, "Log")
            && call.TargetMethod.ContainingType.Name is not ("Debug" or "Trace" or "Console" or "Activity")
            && call.TargetMethod.ContainingNamespace?.ToString().StartsWith("System.Collections", StringComparison.Ordinal) != true;
    }

    private static bool Says(string name, string word) => name.IndexOf(word, StringComparison.Ordinal) >= 0;

    /// <summary>The value is the caller's own, and callers outside choose it: the first is to win. A private helper only stores what was computed.</summary>
    private static bool IsHandedIn(Access write, IMethodSymbol method) =>
        method.DeclaredAccessibility != Accessibility.Private
        && write.Value.Sym is { Kind: SymKind.Parameter, Head: IParameterSymbol parameter }
        && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method)
        && write.Value.Sym != write.Place.Key;
}

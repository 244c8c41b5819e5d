using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>
/// A check of a field that two threads can both pass, before an update that is atomic in itself: the balance is looked at outside the lock and
/// drawn from inside; a flag is set by everybody who saw that it was down.
/// </summary>
internal static class LimitChecks
{
    public static bool Is(Hazard hazard, MethodFlow flow)
    {
        if (hazard is not { Pattern: HazardPattern.CheckThenAct, Overlap: Overlap.Same, Write: { IsNamedHere: true, Spec.Store: StoreKind.Field }, Read: { IsNamedHere: true, Spec: { Store: StoreKind.Field, Kind: AccessKind.Read } } }) return false;
        return hazard.Write.Kind switch
        {
            AccessKind.Update => Refuses(hazard) && !IsTakenBack(hazard, flow),
            AccessKind.Write when hazard.Write.Value.Sym is { Kind: SymKind.Constant, Head: not null } => FlagChecks.Is(hazard, flow) || IsTaken(hazard, flow), // null takes down what ran
            AccessKind.Write when hazard.Write.Value.Sym != Sym.Null && IsTaken(hazard, flow) => true,
            AccessKind.Write => hazard.Write.Held != 0 && (hazard.Write.Value.Origins & ~hazard.Read.ReadBit) != 0 && Refuses(hazard),
            _ => false,
        };
    }

    /// <summary>Whoever finds it free takes it and is told so, and who comes later is told that he is late: <c>if (_leader != null) return false; _leader = node; return true;</c></summary>
    private static bool IsTaken(Hazard hazard, MethodFlow flow)
    {
        foreach (var access in flow.Accesses)
            if (access.Kind.Writes() && !ReferenceEquals(access, hazard.Write) && access.Place.With(hazard.Write.Place) == Overlap.Same) return false;
        var free = Decisions.Between(hazard.Read, hazard.Write).Where(decision => IsFree(decision, hazard)).ToList();
        return free.Count > 0 && Decisions.Answers(free[0], hazard.Write.Frame) && Decisions.Refusal(free, hazard.Write.Frame, expectsAnswer: true) is not null;
    }

    private static bool IsFree(Decision decision, Hazard hazard) => decision.Sym is { } condition && (hazard.Write.Value.Sym.Head is bool taken
        ? IsRead(condition, hazard) && decision.WhenTrue != taken
        : NullTests.SaysNothing(decision.Condition, decision.WhenTrue) && condition.Parts.Any(part => IsRead(part, hazard)));

    /// <summary>The method has changed the field before, on every way to here: what follows takes that back.</summary>
    private static bool IsTakenBack(Hazard hazard, MethodFlow flow)
    {
        foreach (var access in flow.Accesses)
            if (access.Kind.Writes() && access.Syntax.SpanStart < hazard.Write.Syntax.SpanStart && access.Place.With(hazard.Read.Place) == Overlap.Same && IsOnTheWay(access, hazard.Write)) return true;
        return false;
    }

    private static bool IsOnTheWay(Access before, Access write)
    {
        if (!ReferenceEquals(before.Frame, write.Frame)) return true;
        var decisions = new HashSet<Decision>(write.Frame.DecisionsFor(write.Block));
        return before.Frame.DecisionsFor(before.Block).All(decision => decisions.Contains(decision) && !decisions.Contains(decision with { WhenTrue = !decision.WhenTrue }));
    }

    /// <summary>The field is compared by order, it moves towards the limit, and who comes too late is refused.</summary>
    private static bool Refuses(Hazard hazard)
    {
        if (Rises(hazard.Write.Operation) is not { } rises) return false;
        foreach (var decision in Decisions.Between(hazard.Read, hazard.Write))
            if ((IsBelow(decision, hazard) == rises || IsFrom(decision, hazard)) && Decisions.RefusesOtherwise(decision, hazard.Write.Frame)) return true;
        return false;
    }

    /// <summary>Only a certain number lets it pass, or keeps it out: <c>if (_users == 0) throw …; Interlocked.Increment(ref _users);</c></summary>
    private static bool IsFrom(Decision decision, Hazard hazard) =>
        decision.Sym is { Kind: SymKind.Pure, Head: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, Parts: { Length: 2 } sides }
        && sides.Any(side => side is { Kind: SymKind.Constant, Head: not null }) && sides.Any(side => IsRead(side, hazard))
        && !Decisions.AreOthersBetween(hazard.Read, hazard.Write);

    /// <summary>The decision says that the field is below something (true), above it (false), or neither (null).</summary>
    private static bool? IsBelow(Decision decision, Hazard hazard)
    {
        if (decision.Sym is not { Kind: SymKind.Pure, Head: BinaryOperatorKind order, Parts: { Length: 2 } sides }) return null;
        bool? less = order switch
        {
            BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual => true,
            BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual => false,
            _ => null,
        };
        var (left, right) = (Mentions(sides[0], hazard), Mentions(sides[1], hazard));
        return less is null || left == right ? null : (less == left) == decision.WhenTrue;
    }

    /// <summary>Whether the update makes the field larger, to go by its operator.</summary>
    private static bool? Rises(IOperation update) => update switch
    {
        IIncrementOrDecrementOperation step => step.Kind == OperationKind.Increment,
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } => true,
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Subtract } => false,
        ISimpleAssignmentOperation { Value: IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } } => true,
        ISimpleAssignmentOperation { Value: IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } } => false,
        IInvocationOperation { TargetMethod.Name: "Increment" } => true,
        IInvocationOperation { TargetMethod.Name: "Decrement" } => false,
        IInvocationOperation { TargetMethod.Name: "Add", Arguments: { Length: 2 } arguments } => Branches.Unwrap(arguments[1].Value) switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } => false,
            { ConstantValue: { HasValue: true, Value: < 0 or < 0L } } => false,
            _ => true,
        },
        _ => null,
    };

    /// <summary>What was read, or a figure made from it: <c>used + count</c>.</summary>
    private static bool Mentions(Sym value, Hazard hazard) => IsRead(value, hazard) || (value.Kind == SymKind.Pure && value.Parts.Any(part => Mentions(part, hazard)));

    /// <summary>What was read, as the method names it; in a loop, also as what an earlier round has left there.</summary>
    public static bool IsRead(Sym value, Hazard hazard) =>
        value == hazard.Write.Place.Key || (value.Kind == SymKind.Result && ReferenceEquals(value.Head, hazard.Read))
        || (value.Kind == SymKind.Phi && value == hazard.Read.Value.Sym);
}

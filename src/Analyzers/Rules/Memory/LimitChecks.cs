using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>
/// A check of a field that two threads can both pass, before an update that is atomic in itself: the balance is looked at outside the lock and
/// drawn from inside; the loop is started by everybody who saw that it did not run.
/// </summary>
internal static class LimitChecks
{
    public static bool Is(Hazard hazard)
    {
        if (hazard is not { Pattern: HazardPattern.CheckThenAct, Overlap: Overlap.Same, Write: { Imported: null, Spec.Store: StoreKind.Field }, Read: { Imported: null, Spec: { Store: StoreKind.Field, Kind: AccessKind.Read } } }) return false;
        return hazard.Write.Kind switch
        {
            AccessKind.Update => Refuses(hazard),
            AccessKind.Write when hazard.Write.Value.Sym.Kind == SymKind.Constant => StartsThread(hazard),
            AccessKind.Write => hazard.Write.Held != 0 && (hazard.Write.Value.Origins & ~hazard.Read.ReadBit) != 0 && Refuses(hazard),
            _ => false,
        };
    }

    /// <summary>The field is compared by order, and who comes too late is refused.</summary>
    private static bool Refuses(Hazard hazard)
    {
        foreach (var decision in Decisions.Between(hazard))
        {
            if (decision.Sym is { Kind: SymKind.Pure, Head: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual, Parts: { Length: 2 } sides }
                && (Mentions(sides[0], hazard) || Mentions(sides[1], hazard)) && Decisions.RefusesOtherwise(decision, hazard.Write.Frame)) return true;
        }

        return false;
    }

    /// <summary>Under the check, a flag is set and a task or thread is started.</summary>
    private static bool StartsThread(Hazard hazard)
    {
        foreach (var decision in Decisions.Between(hazard))
        {
            if (decision.Sym is not { } condition || !(IsRead(condition, hazard) || condition.Parts.Any(part => IsRead(part, hazard)))) continue;
            if (Decisions.AnyUnder(decision, hazard.Write.Frame, "thread", operation => ThreadStarts.IsIn(operation.Syntax))) return true;
        }

        return false;
    }

    /// <summary>What was read, or a figure made from it: <c>used + count</c>.</summary>
    private static bool Mentions(Sym value, Hazard hazard) => IsRead(value, hazard) || (value.Kind == SymKind.Pure && value.Parts.Any(part => Mentions(part, hazard)));

    private static bool IsRead(Sym value, Hazard hazard) => value == hazard.Write.Place.Key || (value.Kind == SymKind.Result && ReferenceEquals(value.Head, hazard.Read));
}

using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>
/// A step from one state to the next, outside the lock under which the other steps are made: <c>if (_state == State.Open) _state = State.HalfOpen</c>.
/// What a holder of the lock has set in between is written over.
/// </summary>
internal static class StateSteps
{
    public static bool Is(Hazard hazard, RuleContext context) =>
        hazard is { Pattern: HazardPattern.CheckThenAct, Overlap: Overlap.Same, Read: { IsNamedHere: true, Spec: { Store: StoreKind.Field, Kind: AccessKind.Read } } }
        && hazard.Write is { IsNamedHere: true, Kind: AccessKind.Write, Spec.Store: StoreKind.Field, Held: 0, Member: { } member, Value.Sym: { Kind: SymKind.Constant, Head: not (null or bool) } }
        && Decisions.Between(hazard.Read, hazard.Write).Any(decision => Findings.SaysExpected(decision) && decision.Sym?.Parts.Any(part => LimitChecks.IsRead(part, hazard)) == true)
        && context.Safety.Sharing.LockOf(member, hazard.Write).Locked;
}

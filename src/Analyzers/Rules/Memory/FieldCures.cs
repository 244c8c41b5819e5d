using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>Which rewrites cure an update of a field. Each looks at its own syntax before it is offered.</summary>
internal static class FieldCures
{
    /// <summary>
    /// Where every other change of the field is made under one lock, that lock is the cure: Interlocked would not keep the lock's holders out.
    /// Where some are and some are not, there is no mechanical cure.
    /// </summary>
    public static FixHandoff Offer(FixHandoff handoff, Hazard hazard, RuleContext context)
    {
        if (hazard.Write.Imported is not null || hazard.Read.Imported is not null || hazard.Write.Member is not { } member || hazard.Write.Kind != AccessKind.Write) return handoff;
        var (locked, common) = context.Safety.Sharing.LockOf(member, hazard.Write);
        if (locked) return common is null ? handoff : handoff.At(FixRoles.Guard, common.GetLocation()).Offer(FixActions.UseLock);
        return handoff.Offer(FixActions.UseInterlocked).Offer(FixActions.UseAtomicUpdate).Offer(FixActions.UseBackingField).Offer(FixActions.AddLock);
    }
}

using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>RACE2006: a value that is good for one use is read, then deleted.</summary>
internal sealed class ValueTaken() : CacheRule(
    CacheRace.TakenOnce,
    "RACE2006",
    "One-time value is read, then deleted",
    "'{0}' can be read by {2} between the read on line {1} and this delete; both use the same one-time value",
    "A code, token or message that is good for one use must be read and deleted in one step, or two callers use it.")
{
    /// <summary>GETDEL deletes whatever was there, so it is no cure where only the right value may be deleted.</summary>
    protected override FixHandoff Offer(FixHandoff handoff, Hazard hazard, RuleContext context)
    {
        var (read, removal) = (hazard.Read, hazard.Write);
        if (!CacheFixes.AreTogether(read, removal)) return handoff;
        if (removal.Frame.DecisionsFor(removal.Block).Count() != Decisions.Between(read, removal).Count() || !Removals.IsTaken(read, removal)) return handoff.Offer(FixActions.UseRemoveResult);
        var hasCommand = read is { Place.Store: StoreKind.Redis, Spec.Shape: RedisTable.String } && CacheFixes.HasNewerCommands(context);
        if (hasCommand) handoff = handoff.Offer(FixActions.UseGetDelete);
        return handoff.Offer(FixActions.UseCacheTake);
    }
}

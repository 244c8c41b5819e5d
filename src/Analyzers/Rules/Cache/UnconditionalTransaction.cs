using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Safety.Guarded;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>RACE2010: MULTI without a Condition, after a read outside it.</summary>
internal sealed class UnconditionalTransaction() : Rule(
    "RACE2010",
    "Transaction without a condition after a read outside it",
    "The transaction does not check what was read on line {1}: '{0}' can be changed by {2} before it executes, which then acts on what is no longer so",
    "MULTI and EXEC run commands in one step, but a read before them is not part of it. Only a Condition makes the transaction fail when the value has changed.")
{
    public override void Examine(RuleContext context)
    {
        foreach (var (race, hazard) in context.CacheRaces)
            if (race != CacheRace.Filled) Report(hazard, context);
        foreach (var hazard in LimitThenIncrement.In(context.Flow)) Report(hazard, context);
    }

    private void Report(Hazard hazard, RuleContext context)
    {
        if (!Transactions.Holds(hazard.Write) || context.IsReported(hazard) || context.WhySilent(hazard) is not null) return;
        var handoff = Handoffs.For(hazard);
        if (CacheFixes.AreTogether(hazard.Read, hazard.Write)) handoff = handoff.Offer(FixActions.AddCondition);
        context.Report(Descriptor, hazard.Write, handoff, CacheNames.Of(hazard.Write), Names.Line(hazard.Read), CacheNames.Others(hazard.Write));
    }
}

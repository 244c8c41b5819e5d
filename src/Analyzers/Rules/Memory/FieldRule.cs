using RaceSafe.Analyzers.Hazards;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>A rule about a field or property that is read, changed and written back. The arguments of the message are the name and the evidence.</summary>
internal abstract class FieldRule(string id, string title, string message, string description) : HazardRule(id, title, message, description)
{
    protected override bool Claims(Hazard hazard, RuleContext context) =>
        FieldUpdates.Is(hazard) && (hazard.Pattern != HazardPattern.CheckThenAct || hazard.Write.Member is not { } member || !FieldUpdates.IsCollection(member) || context.Safety.Sharing.IsChangedInPlace(member));

    protected override void Report(Hazard hazard, RuleContext context)
    {
        if (context.Sharing(hazard.Write) is not { } evidence) return;
        var handoff = FieldCures.Offer(Handoffs.For(hazard, evidence), hazard, context);
        context.Report(Descriptor, hazard.Write, handoff, Names.Of(hazard.Write), evidence);
    }
}

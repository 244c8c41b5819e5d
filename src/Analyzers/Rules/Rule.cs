using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.Analyzers.Rules;

/// <summary>
/// One rule: which hazards it claims, which questions it asks, what it says. It sees one method at a time and keeps no state.
/// </summary>
internal abstract class Rule
{
    protected Rule(string id, string title, string message, string description, Certainty certainty = Certainty.Sure) =>
        Descriptor = RuleDescriptor.Create(id, title, message, description, certainty);

    public DiagnosticDescriptor Descriptor { get; }

    public string Id => Descriptor.Id;

    /// <summary>Further ways in which the rule reports, under the same id with another severity or wording.</summary>
    public virtual ImmutableArray<DiagnosticDescriptor> Variants => ImmutableArray<DiagnosticDescriptor>.Empty;

    /// <summary>Looks at one method and reports what it finds.</summary>
    public abstract void Examine(RuleContext context);
}

/// <summary>A rule about pairs of a read and a dependent write, which is nearly every rule.</summary>
internal abstract class HazardRule(string id, string title, string message, string description, Certainty certainty = Certainty.Sure)
    : Rule(id, title, message, description, certainty)
{
    public sealed override void Examine(RuleContext context)
    {
        foreach (var hazard in context.Hazards)
        {
            if (!Claims(hazard, context) || context.IsReported(hazard) || context.WhySilent(hazard) is not null) continue;
            Report(hazard, context);
        }
    }

    /// <summary>The hazard is of this rule's kind.</summary>
    protected abstract bool Claims(Hazard hazard, RuleContext context);

    /// <summary>Says it, and hands over to the fixes.</summary>
    protected abstract void Report(Hazard hazard, RuleContext context);
}

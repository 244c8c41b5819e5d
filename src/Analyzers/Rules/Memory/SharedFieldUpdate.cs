using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>RACE1010: a field that several threads use is read, changed and written back, or checked first and changed by everybody who passed the check.</summary>
internal sealed class SharedFieldUpdate() : FieldRule("RACE1010", Title, "Two threads can read '{0}' before either writes it back, so one update is lost; {1}", Description)
{
    private const string Title = "Shared field or property is updated non-atomically";

    private const string Description = "Reading a field, computing and writing it back are three steps. Two threads that take them at the same time write the same value, and one update is lost.";

    private readonly DiagnosticDescriptor _check = RuleDescriptor.Create(
        "RACE1010", Title, "Another thread can change '{0}' between the check on line {1} and this update, so both can pass the check; {2}", Description, Certainty.Sure);

    public override ImmutableArray<DiagnosticDescriptor> Variants => ImmutableArray.Create(_check);

    protected override bool Claims(Hazard hazard, RuleContext context) => IsCheck(hazard, context) || base.Claims(hazard, context);

    protected override void Report(Hazard hazard, RuleContext context)
    {
        if (!IsCheck(hazard, context)) base.Report(hazard, context);
        else if (context.Sharing(hazard.Write) is { } evidence) context.Report(_check, hazard.Write, Handoffs.For(hazard, evidence), Names.Of(hazard.Write), Names.Line(hazard.Read), evidence);
    }

    private static bool IsCheck(Hazard hazard, RuleContext context) => LimitChecks.Is(hazard, context.Flow) || StateSteps.Is(hazard, context);
}

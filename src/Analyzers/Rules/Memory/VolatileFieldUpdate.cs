using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Hazards;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>RACE1011: a volatile field is read, changed and written back.</summary>
internal sealed class VolatileFieldUpdate() : FieldRule(
    "RACE1011",
    "Volatile field is updated non-atomically",
    "Two threads can read '{0}' before either writes it back, so one update is lost: volatile orders reads and writes but does not join them; {1}",
    "volatile makes each read and each write visible in order. An update is a read and a write, and another thread can write in between.")
{
    protected override bool Claims(Hazard hazard, RuleContext context) => hazard.Write.Member is IFieldSymbol { IsVolatile: true } && base.Claims(hazard, context);
}

using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Safety;

namespace RaceSafe.Analyzers.Rules;

/// <summary>The parts of a handoff that every pair has.</summary>
internal static class Handoffs
{
    /// <summary>The read, then the expressions of the write that a fix may need.</summary>
    public static FixHandoff For(Hazard hazard, Answer? evidence = null)
    {
        var handoff = FixHandoff.None.At(FixRoles.Read, hazard.Read.Syntax.GetLocation());
        if (evidence?.Where is { IsInSource: true } where) handoff = handoff.At(FixRoles.Evidence, where);
        if (hazard.Write.Imported is not null) return handoff.At(FixRoles.Related, hazard.Write.Syntax.GetLocation());
        handoff = At(handoff, FixRoles.Container, hazard.Write.ContainerOperation);
        handoff = At(handoff, FixRoles.Key, hazard.Write.KeyOperation);
        return At(handoff, FixRoles.Value, hazard.Write.ValueOperation);
    }

    private static FixHandoff At(FixHandoff handoff, string role, IOperation? operation) =>
        operation is null ? handoff : handoff.At(role, operation.Syntax.GetLocation());
}

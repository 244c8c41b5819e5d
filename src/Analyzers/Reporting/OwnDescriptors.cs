using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Reporting;

/// <summary>What RaceSafe says about itself and its settings, not about the code it reads.</summary>
internal static class OwnDescriptors
{
    public static DiagnosticDescriptor Crash { get; } = RuleDescriptor.Create(
        "RACE0000",
        "A rule has crashed",
        "{0} has crashed on '{1}' in {2}: {3} at {4}; this method was not examined to the end",
        "A mistake in RaceSafe, contained so that it does not break the build: the rule stops for this method only. The numbers in the message let us find it.",
        Certainty.Likely);

    public static DiagnosticDescriptor BadSetting { get; } = RuleDescriptor.Create(
        "RACE0001",
        "Setting is unknown or malformed",
        "{0}",
        "An option or store table of RaceSafe that cannot be understood has no effect. A misspelled setting would otherwise go unnoticed.",
        Certainty.Sure,
        WellKnownDiagnosticTags.CompilationEnd);
}

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

    public static DiagnosticDescriptor Quiet { get; } = RuleDescriptor.Create(
        "RACE0002",
        "Suspected race is not reported",
        "No report of '{0}', though the read on line {1} looks as if it raced with it: {2}",
        "With 'racesafe.trace = true' RaceSafe says why it is silent. That is how one finds out which guard it has seen, or which evidence it misses.",
        Certainty.Likely);

    public static DiagnosticDescriptor BadSetting { get; } = RuleDescriptor.Create(
        "RACE0001",
        "Setting is unknown or malformed",
        "{0}",
        "An option or store table of RaceSafe that cannot be understood has no effect. A misspelled setting would otherwise go unnoticed.",
        Certainty.Sure,
        WellKnownDiagnosticTags.CompilationEnd);
}

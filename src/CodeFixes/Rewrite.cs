using RaceSafe.CodeFixes.Rewriting;

namespace RaceSafe.CodeFixes;

/// <summary>One way to cure a finding. It has no state: one instance serves every finding.</summary>
internal abstract class Rewrite
{
    /// <summary>
    /// The name that rules write into <see cref="Analyzers.Reporting.FixHandoff.Actions"/>; the equivalence key where this is an alternative.
    /// </summary>
    public abstract string Action { get; }

    /// <summary>
    /// Tells <paramref name="site"/> what to change. Gives the title of the action, or null to refuse. Everything that could stop the rewrite is
    /// checked here, before it is offered; the changes themselves run later, perhaps after those of findings nested in this one.
    /// </summary>
    public abstract string? Plan(FixSite site);
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Rules.Memory;

namespace RaceSafe.Analyzers.Rules;

/// <summary>
/// Every rule, the more specific before the more general: when two claim one write, the first reports.
/// </summary>
internal static class RuleCatalog
{
    public static ImmutableArray<Rule> All { get; } = ImmutableArray.Create<Rule>(
        new DictionaryEntryRewritten(),
        new ConcurrentCollectionCheckThenAct(),
        new VolatileFieldUpdate(),
        new MixedInterlockedUpdate(),
        new InterlockedResultIgnored(),
        new SharedFieldUpdate());

    /// <summary>The descriptors of all rules, variants included.</summary>
    public static ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = All
        .SelectMany(rule => rule.Variants.Insert(0, rule.Descriptor))
        .ToImmutableArray();
}

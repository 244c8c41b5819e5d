using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Rules.Cache;
using RaceSafe.Analyzers.Rules.Database;
using RaceSafe.Analyzers.Rules.Memory;
using RaceSafe.Analyzers.Rules.Usage;

namespace RaceSafe.Analyzers.Rules;

/// <summary>
/// Every rule, the more specific before the more general: when two claim one write, the first reports.
/// </summary>
internal static class RuleCatalog
{
    public static ImmutableArray<Rule> All { get; } = ImmutableArray.Create<Rule>(
        new DictionaryEntryRewritten(),
        new ValueChangedInPlace(),
        new FactoryMayRunTwice(),
        new InterfaceHidesConcurrency(),
        new ConcurrentCollectionCheckThenAct(),
        new VolatileFieldUpdate(),
        new MixedInterlockedUpdate(),
        new InterlockedResultIgnored(),
        new SharedFieldUpdate(),
        new UnconditionalTransaction(),
        new LockTooNarrow(),
        new LockReleased(),
        new ValueTaken(),
        new StringRewritten(),
        new EntryRewritten(),
        new StructureChanged(),
        new ClaimByCheck(),
        new LimitThenIncrement(),
        new CounterExpiry(),
        new SharedObjectChanged(),
        new RetriedChange(),
        new TransactionThatDoesNotProtect(),
        new EntityChangedRelativeToItself(),
        new LimitCheckedThenInserted(),
        new NextNumberFromMaximum(),
        new ExistenceCheckedThenInserted(),
        new StateCheckedThenChanged(),
        new SelectedThenUpdated(),
        new StaleValueInUpdateStatement(),
        new ConflictNotHandled(),
        new InvariantBypassed(),
        new RefusalIgnored());

    /// <summary>The descriptors of all rules, variants included, and those about RaceSafe itself.</summary>
    public static ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = All
        .SelectMany(rule => rule.Variants.Insert(0, rule.Descriptor))
        .Concat([OwnDescriptors.Crash, OwnDescriptors.BadSetting, OwnDescriptors.Quiet])
        .ToImmutableArray();
}

using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using RaceSafe.CodeFixes.Fixes.Cache;
using RaceSafe.CodeFixes.Fixes.Database;
using RaceSafe.CodeFixes.Fixes.Memory;

namespace RaceSafe.CodeFixes.Fixes;

/// <summary>
/// The one provider: it offers the rewrites that the finding's hand-over names, the safe default first.
/// One entry a line; a new rewrite is one class and one line.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakeAtomicFix : RaceCodeFix
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(
    [
        "RACE1001",
        "RACE1002",
        "RACE1003",
        "RACE1004",
        "RACE1005",
        "RACE1010",
        "RACE1011",
        "RACE1012",
        "RACE1013",
        "RACE2001",
        "RACE2002",
        "RACE2003",
        "RACE2004",
        "RACE2005",
        "RACE2006",
        "RACE2007",
        "RACE2008",
        "RACE2010",
        "RACE3001",
        "RACE3002",
        "RACE3003",
        "RACE3004",
        "RACE3005",
        "RACE3006",
        "RACE3007",
        "RACE3008",
        "RACE3009",
    ]);

    private protected override ImmutableArray<Rewrite> Rewrites { get; } = ImmutableArray.Create<Rewrite>(
    [
        new UseAddOrUpdate(),
        new RetryCompareAndSet(),
        new UseRuntimeIncrement(),
        new UseRuntimeUpdate(),
        new UseTryAdd(),
        new UseGetOrAdd(),
        new UseTryTake(),
        new UseRemovePair(),
        new UseInterlocked(),
        new UseAtomicUpdate(),
        new UseBackingField(),
        new AddLock(),
        new UseLock(),
        new UseReturnedValue(),
        new UseRedisIncrement(),
        new UseCacheIncrement(),
        new UseCacheTryIncrement(),
        new UseCacheUpdate(),
        new UseCacheTake(),
        new UseCacheClaim(),
        new UseCacheGetOrCreate(),
        new UseIncrementWithTtl(),
        new AddCondition(),
        new UseNotExists(),
        new UseSetAddResult(),
        new UseGetDelete(),
        new UseRemoveResult(),
        new UseCompareAndSet(),
        new UseSortedSetWhen(),
        new UseTransaction(),
        new UseGateOnce(),
        new UseLockRelease(),
        new UseExecuteUpdate(),
        new UseConditionalUpdate(),
        new UseRowIncrement(),
        new UseRowLimit(),
        new UseSqlExpression(),
        new UseInsertIfAbsent(),
        new UseSerializable(),
        new RetryOnConflict(),
        new ComputeInStatement(),
        new UseConcreteType(),
        new UseGetOrCreateOnce(),
        new LockTheValue(),
    ]);
}

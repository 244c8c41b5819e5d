using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

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
        "RACE1010",
        "RACE1011",
        "RACE1012",
        "RACE1013",
    ]);

    private protected override ImmutableArray<Rewrite> Rewrites { get; } = ImmutableArray.Create<Rewrite>(
    [
        new UseInterlocked(),
        new UseAtomicUpdate(),
        new UseLock(),
        new UseReturnedValue(),
    ]);
}
